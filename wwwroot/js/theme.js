// Runs before the first paint: sets the chosen theme on <html>, so that no page flashes in the wrong colours.
// Without a choice the stylesheet follows the system setting by itself.
(() => {
  const key = 'hub-theme';
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem(key); } catch { return null; } };
  let choice = read();

  const apply = () => {
    const wanted = choice === 'light' || choice === 'dark' ? choice : null;
    if (root.getAttribute('data-theme') === wanted) return;
    if (wanted) root.setAttribute('data-theme', wanted); else root.removeAttribute('data-theme');
  };

  window.hubTheme = {
    isDark: () => choice ? choice === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches,
    toggle: () => {
      choice = window.hubTheme.isDark() ? 'light' : 'dark';
      try { localStorage.setItem(key, choice); } catch { /* private mode: the choice lasts for this page */ }
      apply();
    },
  };

  apply();
  // Enhanced navigation copies the server's <html> attributes over ours; put them back before the next paint.
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  addEventListener('storage', e => { if (e.key === key) { choice = e.newValue; apply(); } });
})();
