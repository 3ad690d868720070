// What interactive pages need beside their circuit: presses before it is there, the address that keeps the composer's state, chips, Ctrl+Enter.
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

  // A page is drawn before its circuit is there. A press meanwhile waits for it: else a form would be sent as a plain one, and what
  // the address holds be lost.
  const asleep = '.live:not([data-live=true])';
  const buttons = () => [...document.querySelectorAll('.live button')];
  let held;
  const watch = new MutationObserver(() => {
    if (!document.querySelector('.live[data-live=true]')) return;
    watch.disconnect();
    const button = buttons()[held.at];
    if (button?.textContent === held.text) setTimeout(() => button.click());
  });
  document.addEventListener('click', event => {
    const button = event.target.closest(`${asleep} button`);
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    held = { at: buttons().indexOf(button), text: button.textContent };
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-live'] });
  }, true);
  document.addEventListener('submit', event => { if (event.target.closest(asleep)) event.preventDefault(); }, true);

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
