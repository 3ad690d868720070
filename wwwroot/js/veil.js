// Runs before the first paint: whether pictures for adults are shown as they are. Without a choice they are blurred.
(() => {
  const key = 'hub-adult', mark = 'data-adult';
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem(key) === 'shown'; } catch { return false; } };
  let isShown = read();

  const apply = () => { if (root.hasAttribute(mark) !== isShown) root.toggleAttribute(mark, isShown); };

  window.hubVeil = {
    toggle: () => {
      isShown = !isShown;
      try { localStorage.setItem(key, isShown ? 'shown' : 'blurred'); } catch { /* private mode: the choice lasts for this page */ }
      apply();
    },
  };

  apply();
  // Enhanced navigation copies the server's <html> attributes over ours.
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: [mark] });
  addEventListener('storage', e => { if (e.key === key) { isShown = read(); apply(); } });
})();
