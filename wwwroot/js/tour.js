// The tour of a page (Tour.razor): shown to who never closed it, one step at a time, with a ring around what a step speaks of.
// It takes no focus and covers no dialog; Escape closes it, and a closed tour never comes again.
(() => {
  const key = name => `hub-tour-${name}`;
  const isClosed = name => { try { return localStorage.getItem(key(name)) !== null; } catch { return true; } };
  const ring = Object.assign(document.createElement('div'), { className: 'tour-ring', hidden: true });
  let tour = null, at = 0;

  const spotOf = step => document.querySelector(step.dataset.spot);
  const steps = () => [...tour.querySelectorAll('[data-spot]')].filter(spotOf); // what is not on the page is not spoken of

  const encircle = () => {
    const step = tour?.isConnected && !tour.hidden && steps()[at];
    ring.hidden = !step;
    if (!step) return;
    if (!ring.isConnected) document.body.append(ring); // enhanced navigation takes away what the server did not send
    const box = spotOf(step).getBoundingClientRect();
    const left = Math.max(4, box.left - 6), right = Math.min(document.documentElement.clientWidth - 4, box.right + 6);
    Object.assign(ring.style, { left: `${left}px`, top: `${box.top - 6}px`, width: `${right - left}px`, height: `${box.height + 12}px` });
  };

  const show = number => {
    at = number;
    const all = steps(), isLast = at === all.length - 1;
    const [back, next] = ['[data-tour-back]', '[data-tour-next]'].map(button => tour.querySelector(button));
    for (const step of tour.querySelectorAll('[data-spot]')) step.hidden = step !== all[at];
    tour.querySelector('[data-tour-of]').textContent = `${at + 1} of ${all.length}`;
    next.querySelector('[data-more]').hidden = isLast;
    next.querySelector('[data-last]').hidden = !isLast;
    if (at === 0 && document.activeElement === back) next.focus();
    back.hidden = at === 0;
    encircle();
    return all[at];
  };

  const move = by => {
    if (at + by === steps().length) { close(); return; }
    const step = show(at + by);
    spotOf(step).scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    window.hubSay(step.textContent.trim());
  };

  const close = () => {
    try { localStorage.setItem(key(tour.dataset.tour), 'closed'); } catch { /* private mode: it was never shown */ }
    const held = tour.contains(document.activeElement);
    tour.hidden = true;
    encircle();
    if (held) document.getElementById('content').focus({ preventScroll: true });
  };

  const open = () => {
    tour = document.querySelector('[data-tour]');
    if (tour && !isClosed(tour.dataset.tour) && steps().length > 0) {
      tour.hidden = false;
      show(0);
    } else encircle();
  };

  document.addEventListener('click', event => {
    if (!tour?.contains(event.target)) return;
    if (event.target.closest('[data-tour-next]')) move(1);
    else if (event.target.closest('[data-tour-back]')) move(-1);
    else if (event.target.closest('[data-tour-close]')) close();
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && tour?.isConnected && !tour.hidden && !document.querySelector('dialog:modal, .mud-dialog')) close();
  });
  addEventListener('scroll', encircle, { passive: true, capture: true });
  addEventListener('resize', encircle, { passive: true });

  open();
  // Pages come without a load (enhanced navigation), and parts of a page after the page: look again when something changed.
  let looking;
  new MutationObserver(() => {
    clearTimeout(looking);
    looking = setTimeout(() => { if (tour?.isConnected && !tour.hidden) encircle(); else open(); }, 120);
  }).observe(document.body, { subtree: true, childList: true });
})();
