// What interactive pages need beside their circuit: the address that keeps the composer's state, chips, Ctrl+Enter.
(() => {
  // Browsers allow few address changes a second, and typing makes many: the last of a burst counts.
  let waiting;
  window.hubLive = {
    remember: address => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const next = new URL(address, document.baseURI);
        if (location.pathname === next.pathname && location.href !== next.href) history.replaceState(history.state, '', next);
      }, 150);
    },
  };

  // A chip puts its words where the cursor is; the input event tells the circuit.
  document.addEventListener('click', event => {
    const chip = event.target.closest('[data-insert]');
    if (!chip) return;
    const box = document.getElementById(chip.dataset.into);
    const words = chip.dataset.insert;
    const at = document.activeElement === box || box.dataset.touched ? box.selectionStart : box.value.length;
    const before = box.value.slice(0, at);
    const after = box.value.slice(box.selectionEnd > at ? box.selectionEnd : at);
    const text = (before && !/\s$/.test(before) ? ' ' : '') + words + (after && !/^[\s,.]/.test(after) ? ' ' : '');
    box.value = before + text + after;
    box.focus();
    box.setSelectionRange(at + text.length, at + text.length);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });
  document.addEventListener('focusin', event => { if (event.target.id === 'prompt') event.target.dataset.touched = '1'; });

  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest('[data-send-on-ctrl-enter]');
    if (form) { event.preventDefault(); form.requestSubmit(); }
  });
})();
