// The composer's own hands: rows that are moved, words that are weighed, undo by key.
(() => {
  // Rows ([data-row]) of a list ([data-reorder]) are dragged by their handle with mouse or finger, or moved by arrow keys and
  // buttons ([data-step]). The list's hidden input tells the circuit "from>to"; the rows stay where they were dropped until it answers.
  const rowsOf = list => [...list.querySelectorAll(':scope > [data-row]')];
  const clear = rows => rows.forEach(row => { row.style.transform = row.style.transition = ''; row.classList.remove('dragged'); });
  const tell = (list, from, to, focused) => {
    const rows = rowsOf(list), row = rows[from];
    if (from === to || to < 0 || to >= rows.length) { clear(rows); return; }
    const settle = () => { seen.disconnect(); clearTimeout(late); clear(rows); if (focused) row.querySelector(focused)?.focus(); };
    const seen = new MutationObserver(settle), late = setTimeout(settle, 2000);
    seen.observe(list, { childList: true });
    const order = list.querySelector(':scope > [data-order]');
    order.value = `${from}>${to}`;
    order.dispatchEvent(new Event('change', { bubbles: true }));
  };

  let drag = null, dropped = false;
  document.addEventListener('pointerdown', event => {
    dropped = false;
    const handle = event.target.closest('[data-handle]');
    if (!handle || event.button !== 0) return;
    const list = handle.closest('[data-reorder]'), row = handle.closest('[data-row]'), rows = rowsOf(list);
    drag = { list, row, rows, handle, from: rows.indexOf(row), y: event.clientY, boxes: rows.map(it => it.getBoundingClientRect()), moves: false };
    drag.to = drag.from;
    handle.setPointerCapture(event.pointerId);
  });
  document.addEventListener('pointermove', event => {
    if (!drag) return;
    const by = event.clientY - drag.y;
    if (!drag.moves && Math.abs(by) < 5) return;
    drag.moves = true;
    const { rows, boxes, row, from } = drag, height = boxes[from].height;
    const edge = by < 0 ? boxes[from].top + by : boxes[from].bottom + by; // the one that goes ahead
    drag.to = boxes.filter((box, i) => i !== from && (by < 0 || i > from ? box.top + box.height / 2 < edge : true)).length;
    row.classList.add('dragged');
    rows.forEach((it, i) => {
      const steps = i > from && i <= drag.to ? -1 : i < from && i >= drag.to ? 1 : 0;
      it.style.transform = i === from ? `translateY(${by}px)` : `translateY(${steps * height}px)`;
      it.style.transition = i === from ? '' : 'transform .15s';
    });
  });
  document.addEventListener('pointerup', () => {
    if (!drag) return;
    const { list, from, to, moves } = drag;
    drag = null;
    dropped = moves; // the click that follows a drag is no press of the handle
    if (moves) tell(list, from, to);
  });
  document.addEventListener('pointercancel', () => { if (drag) clear(drag.rows); drag = null; });
  addEventListener('click', event => {
    if (dropped) { dropped = false; event.stopImmediatePropagation(); event.preventDefault(); return; }
    const step = event.target.closest?.('[data-step]');
    if (!step) return;
    const list = step.closest('[data-reorder]'), from = rowsOf(list).indexOf(step.closest('[data-row]'));
    tell(list, from, from + Number(step.dataset.step), `[data-step="${step.dataset.step}"]`);
  }, true);

  // A concept's place ([data-place]) in the frame ([data-places]) is dragged, or pulled at its corner ([data-grip]); arrow keys do the
  // same. Its hidden input tells the circuit "left.top.width.height" in percent.
  const least = 10, clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const boxOf = place => place.querySelector('input').value.split('.').map(Number);
  const shape = (place, [left, top, width, height]) => Object.assign(place.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  const changed = ([left, top, width, height], x, y, sizes) => sizes
    ? [left, top, clamp(width + x, least, 100 - left), clamp(height + y, least, 100 - top)]
    : [clamp(left + x, 0, 100 - width), clamp(top + y, 0, 100 - height), width, height];
  const placeAt = (place, box) => {
    shape(place, box);
    const input = place.querySelector('input'), value = box.map(Math.round).join('.');
    if (input.value === value) return;
    input.value = value;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  let pull = null;
  document.addEventListener('pointerdown', event => {
    const place = event.target.closest('[data-place]');
    if (!place || event.button !== 0) return;
    pull = { place, sizes: !!event.target.closest('[data-grip]'), box: boxOf(place), x: event.clientX, y: event.clientY, frame: place.closest('[data-places]').getBoundingClientRect() };
    place.setPointerCapture(event.pointerId);
  });
  const pulled = event => changed(pull.box, Math.round((event.clientX - pull.x) / pull.frame.width * 100), Math.round((event.clientY - pull.y) / pull.frame.height * 100), pull.sizes);
  document.addEventListener('pointermove', event => { if (pull) shape(pull.place, pulled(event)); });
  document.addEventListener('pointerup', event => { if (pull) placeAt(pull.place, pulled(event)); pull = null; });
  document.addEventListener('pointercancel', () => { if (pull) shape(pull.place, pull.box); pull = null; });
  document.addEventListener('keydown', event => {
    const steps = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] }[event.key];
    if (!steps || event.ctrlKey || event.metaKey || !event.target.matches('[data-place]')) return;
    event.preventDefault();
    placeAt(event.target, changed(boxOf(event.target), ...steps, event.shiftKey));
  });

  // (words:1.2): what is selected in a prompt, or the word or weight at the cursor, counts more or less.
  const number = String.raw`:\s*([+-]?\d*\.?\d+)\s*\)`;
  const stretch = box => {
    let [start, end] = [box.selectionStart, box.selectionEnd];
    const text = box.value;
    if (start === end) {
      const open = text.lastIndexOf('(', start - 1), rest = open < 0 ? null : new RegExp(`^([^()]*)${number}`).exec(text.slice(open + 1));
      if (rest && text[open - 1] !== '\\' && start <= open + 1 + rest[0].length) [start, end] = [open + 1, open + 1 + rest[1].length];
      else {
        const isPart = at => at >= 0 && at < text.length && !/[\s,.;()[\]]/.test(text[at]);
        while (isPart(start - 1)) start--;
        while (isPart(end)) end++;
      }
    } else {
      const whole = new RegExp(`^\\(([^()]*)${number}$`).exec(text.slice(start, end));
      if (whole) [start, end] = [start + 1, start + 1 + whole[1].length];
    }
    while (start < end && /\s/.test(text[start])) start++;
    while (end > start && /\s/.test(text[end - 1])) end--;
    return [start, end];
  };
  const weigh = (box, by) => {
    const [start, end] = stretch(box), text = box.value, words = text.slice(start, end);
    if (!words) return;
    const closing = new RegExp(`^\\s*${number}`).exec(text.slice(end));
    const isWeighed = closing && text[start - 1] === '(' && text[start - 2] !== '\\';
    const weight = Math.round(Math.min(2, Math.max(0, (isWeighed ? Number(closing[1]) : 1) + by)) * 100) / 100;
    const [from, to] = isWeighed ? [start - 1, end + closing[0].length] : [start, end];
    const next = weight === 1 ? words : `(${words}:${weight})`;
    if (box.maxLength > 0 && text.length - (to - from) + next.length > box.maxLength) return;
    box.focus();
    box.setSelectionRange(from, to);
    // Keeps the field's own undo; tells the circuit by its input event.
    if (!document.execCommand('insertText', false, next)) {
      box.setRangeText(next, from, to);
      box.dispatchEvent(new Event('input', { bubbles: true }));
    }
    const shift = weight === 1 ? 0 : 1;
    box.setSelectionRange(from + shift, from + shift + words.length);
  };
  document.addEventListener('pointerdown', event => { if (event.target.closest('[data-weigh]')) event.preventDefault(); }); // the words stay selected
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-weigh]');
    if (button) weigh(document.getElementById(button.dataset.of), Number(button.dataset.weigh));
  });

  const isText = it => it.matches('textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])');
  document.addEventListener('keydown', event => {
    const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown', down = event.key === 'ArrowDown';
    const isCommand = event.ctrlKey || event.metaKey;
    if (isArrow && isCommand && event.target.matches('[data-weighs]')) {
      event.preventDefault();
      weigh(event.target, down ? -0.1 : 0.1);
    } else if (isArrow && !isCommand && event.target.matches('[data-handle]')) {
      event.preventDefault();
      const list = event.target.closest('[data-reorder]'), from = rowsOf(list).indexOf(event.target.closest('[data-row]'));
      tell(list, from, from + (down ? 1 : -1), '[data-handle]');
    } else if (isCommand && !event.altKey && !isText(event.target) && /^[zy]$/i.test(event.key)) {
      const button = document.querySelector(event.shiftKey || event.key.toLowerCase() === 'y' ? '[data-redo]' : '[data-undo]');
      if (button) { event.preventDefault(); if (!button.disabled) button.click(); }
    }
  });
})();
