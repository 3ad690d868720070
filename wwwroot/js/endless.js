// Lists inside [data-endless] grow instead of turning pages: the next page is fetched when its link comes near, a few times by itself,
// then on a press, so that what stands below stays within reach. The address says how far one has come, so going back finds all of it.
(() => {
  const ByItself = 4;
  const near = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting && Number(entry.target.closest('[data-endless]')?.dataset.grown ?? 0) < ByItself) grow(entry.target, false);
  }, { rootMargin: '600px' });

  const links = root => root.querySelectorAll('[data-endless] a[rel="next"][data-more]');

  async function grow(link, byHand) {
    const list = link.closest('[data-endless]');
    if (!list || list.dataset.busy) return;
    list.dataset.busy = '1';
    link.setAttribute('aria-busy', 'true');
    const asked = link.href;
    const place = location.href;
    try {
      const answer = await fetch(asked, { headers: { accept: 'text/html' } });
      if (!answer.ok) throw new Error(answer.statusText);
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-endless]');
      if (!next || !link.isConnected || link.href !== asked || location.href !== place) return;   // meanwhile the list became, or is to become, another one
      const added = [...next.querySelectorAll('.grid > *')].map(tile => document.adoptNode(tile));
      list.querySelector('.grid').append(...added);
      const pager = link.closest('nav');
      const newer = next.querySelector('nav.pager');
      const reached = newer?.dataset.upTo;
      pager.replaceChildren();
      const more = newer?.querySelector('a[rel="next"]');
      if (more) {
        more.textContent = more.dataset.more;
        pager.append(document.adoptNode(more));
      }
      if (reached) history.replaceState(history.state, '', new URL(reached, document.baseURI));
      list.dataset.grown = Number(list.dataset.grown ?? 0) + 1;
      if (byHand) added[0]?.querySelector('a')?.focus({ preventScroll: true });
    } catch {
      list.dataset.grown = ByItself;   // offline: the link stays, and works as a link
      if (byHand) location.assign(link.href);
    } finally {
      delete list.dataset.busy;
      link.removeAttribute('aria-busy');
      watch();
    }
  }

  function watch() {
    near.disconnect();
    for (const link of links(document)) near.observe(link);
  }

  document.addEventListener('click', event => {
    const link = event.target.closest?.('[data-endless] a[rel="next"][data-more]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    grow(link, true);
  }, true);

  // Pages are exchanged in place, which loses the browser's own memory of where one stood.
  const places = new Map();
  let goingBack = false;
  addEventListener('popstate', () => { goingBack = true; });
  addEventListener('scroll', () => { if (!goingBack && document.querySelector('[data-endless]')) places.set(location.href, scrollY); }, { passive: true });

  watch();
  window.Blazor?.addEventListener?.('enhancedload', () => {
    for (const list of document.querySelectorAll('[data-endless]')) delete list.dataset.grown;
    if (goingBack && places.has(location.href)) scrollTo(0, places.get(location.href));
    goingBack = false;
    watch();
  });
})();
