// Pictures in the hand: keys on the gallery's wall, the slider over two of them, and files that are dropped or pasted anywhere on the composer.
(() => {
  const walk = (tiles, at, key) => {
    const columns = tiles.filter(tile => tile.offsetParent && Math.abs(tile.getBoundingClientRect().top - tiles[0].getBoundingClientRect().top) < 2).length || 1;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
    return tiles[at + step];
  };

  document.addEventListener('keydown', event => {
    const open = event.target.closest?.('[data-wall] [data-picture]');
    if (!open || event.ctrlKey || event.metaKey || event.altKey) return;
    const tile = open.parentElement;
    if (event.key.startsWith('Arrow')) {
      const tiles = [...open.closest('[data-wall]').querySelectorAll('[data-picture]')];
      const next = walk(tiles, tiles.indexOf(open), event.key);
      if (next) { next.focus(); next.scrollIntoView({ block: 'nearest' }); }
    } else if (event.key === ' ' || event.key === 'x') tile.querySelector('[data-choose]').click();
    else if (event.key === 's') tile.querySelector('[data-star]').click();
    else return;
    event.preventDefault();
  });
  // A button is also pressed when the space bar comes up.
  document.addEventListener('keyup', event => { if (event.key === ' ' && event.target.closest?.('[data-wall] [data-picture]')) event.preventDefault(); });

  const note = () => document.querySelector('[data-drop-note]');
  // The slider over two pictures.
  document.addEventListener('input', event => {
    if (event.target.matches?.('[data-split]')) event.target.closest('[data-split-view]').style.setProperty('--split', `${event.target.value}%`);
  });

  const hasFiles = event => [...event.dataTransfer?.types ?? []].includes('Files');
  // A field for files takes its own drops.
  const isMeant = event => hasFiles(event) && note() && !event.target.closest?.('input[type=file]');
  let waiting;
  const offer = () => {
    if (!note()) { waiting = null; return; } // another page
    const box = document.querySelector('[data-takes-drops]:not(:disabled)');
    // The page still becomes interactive, or still reads the one before.
    if (!box) { setTimeout(offer, 100); return; }
    const chosen = new DataTransfer();
    chosen.items.add(waiting);
    waiting = null;
    box.files = chosen.files;
    box.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const give = files => {
    const picture = [...files].find(file => file.type.startsWith('image/'));
    if (!picture) return false;
    const isOffered = waiting;
    waiting = picture;
    if (!isOffered) offer();
    return true;
  };

  let leaving;
  const show = isOver => {
    clearTimeout(leaving);
    // "leave" comes for every element on the way; only when no "over" follows is the picture gone.
    if (isOver) note()?.classList.add('over');
    else leaving = setTimeout(() => note()?.classList.remove('over'), 80);
  };
  document.addEventListener('dragover', event => { if (isMeant(event)) { event.preventDefault(); show(true); } });
  document.addEventListener('dragleave', () => show(false));
  document.addEventListener('drop', event => {
    show(false);
    if (!isMeant(event)) return;
    event.preventDefault();
    give(event.dataTransfer.files);
  });
  // What was copied out of a text program has a picture of itself beside its words; then the words are meant.
  document.addEventListener('paste', event => {
    const pasted = event.clipboardData;
    if (note() && pasted?.files.length && !pasted.types.includes('text/plain') && give(pasted.files)) event.preventDefault();
  });
})();
