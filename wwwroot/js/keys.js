// Keyboard shortcuts. One registry: the page itself. Whatever carries data-key is pressed (a link, a button) or focused
// (a field) by that key, and the overlay (?) lists what the present page carries:
//   <a href="jobs" data-key="g j">Jobs</a>                       two keys, one after the other
//   <button data-key="z" data-key-name="Undo">…</button>         a name of its own; else aria-label, else the text
//   <div data-key-told="← →" data-key-name="Next picture">       listed only: a script of its own acts on it
// Nothing fires while somebody types, with Ctrl, Alt or Meta held, or for what lies behind an open dialog; and a
// visitor can switch all of it off (WCAG 2.1.4).
// Besides, Tab stays within an open dialog.
(() => {
  const storage = 'hub-keys', patience = 1500;
  const field = 'input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea, select, [contenteditable]:not([contenteditable=false])';
  const help = () => document.getElementById('keys');
  const isOn = () => { try { return localStorage.getItem(storage) !== 'off'; } catch { return true; } };
  let begun = '', forget;

  // Only what a visitor could reach now: the topmost dialog, else the page.
  const ground = () => document.querySelector('dialog:modal') ?? [...document.querySelectorAll('.mud-dialog')].at(-1) ?? document;
  const carriers = attribute => [...ground().querySelectorAll(`[${attribute}]`)].filter(it => !it.disabled);
  const isSeen = it => it.getClientRects().length > 0;

  const press = it => {
    if (it.matches(field)) { it.focus(); it.select?.(); } else it.click();
  };

  const onKey = event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || event.target.closest?.(field) || !isOn()) return;
    if (event.key.length !== 1) return;
    const typed = begun ? `${begun} ${event.key}` : event.key;
    clearTimeout(forget);
    begun = '';
    if (typed === '?') { event.preventDefault(); show(); return; }
    const all = carriers('data-key');
    // The bar and the row of places below say the same key: what is seen goes first. A hidden field cannot be focused.
    const found = all.filter(it => it.dataset.key === typed).sort((a, b) => isSeen(b) - isSeen(a))[0];
    if (found && (isSeen(found) || !found.matches(field))) { event.preventDefault(); press(found); return; }
    if (all.some(it => it.dataset.key.startsWith(typed + ' '))) {
      begun = typed;
      forget = setTimeout(() => { begun = ''; }, patience);
    }
  };

  const row = (keys, name) => {
    const line = document.createElement('div');
    const said = document.createElement('dt');
    keys.split(' ').forEach(key => { said.append(Object.assign(document.createElement('kbd'), { textContent: key }), ' '); });
    line.append(said, Object.assign(document.createElement('dd'), { textContent: name }));
    return line;
  };

  const show = () => {
    const dialog = help();
    if (!dialog || dialog.open) return;
    const seen = new Set();
    const rows = [...carriers('data-key'), ...carriers('data-key-told')].flatMap(it => {
      const keys = it.dataset.key ?? it.dataset.keyTold;
      if (seen.has(keys)) return [];
      seen.add(keys);
      return [row(keys, it.dataset.keyName ?? it.getAttribute('aria-label') ?? it.textContent.trim())];
    });
    dialog.querySelector('dl').replaceChildren(...rows);
    dialog.querySelector('input').checked = isOn();
    dialog.showModal();
  };

  // MudBlazor's own trap asks the server where the focus goes on: who tabs faster than it answers would leave the dialog.
  const stops = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const onTab = event => {
    const dialog = [...document.querySelectorAll('.mud-dialog')].at(-1);
    if (event.key !== 'Tab' || !dialog || document.querySelector('dialog:modal')) return;
    const all = [...dialog.querySelectorAll(stops)].filter(it => !it.disabled && it.tabIndex >= 0 && isSeen(it));
    const [first, last] = event.shiftKey ? [all.at(-1), all[0]] : [all[0], all.at(-1)];
    if (!first || (dialog.contains(document.activeElement) && document.activeElement !== last)) return;
    event.preventDefault();
    first.focus();
  };

  document.addEventListener('keydown', onKey);
  document.addEventListener('keydown', onTab);
  document.addEventListener('click', event => {
    if (event.target.closest('[data-keys-help]')) show();
    if (event.target.id === 'keys') event.target.close(); // the ground around it
  });
  document.addEventListener('change', event => {
    if (event.target.closest('#keys')) try { localStorage.setItem(storage, event.target.checked ? 'on' : 'off'); } catch { /* private mode: on */ }
  });
})();
