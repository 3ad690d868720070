// Keeps "5 minutes ago" true while a page stays open, in the same words as Dates.Ago writes on the server, and translates between
// moments and the browser's clock.
(() => {
  const many = (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  const words = seconds =>
    seconds < 45 ? 'just now'
      : seconds < 3600 ? many(Math.max(1, Math.floor(seconds / 60)), 'minute')
        : seconds < 86400 ? many(Math.floor(seconds / 3600), 'hour')
          : seconds < 30 * 86400 ? many(Math.floor(seconds / 86400), 'day') : null;

  // The text node stays: it is the circuit's as well.
  const tell = () => {
    for (const time of document.querySelectorAll('time[data-ago]')) {
      const now = words((Date.now() - Date.parse(time.dateTime)) / 1000);
      if (now && time.firstChild && time.firstChild.data !== now) time.firstChild.data = now;
    }
    for (const time of document.querySelectorAll('time[data-local]')) {
      const local = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
      if (time.firstChild && time.firstChild.data !== local) time.firstChild.data = local;
    }
  };
  setInterval(tell, 20_000);
  tell();
  window.Blazor?.addEventListener?.('enhancedload', tell);

  document.addEventListener('input', event => {
    if (!event.target.matches('[data-moment]')) return;
    const [moment, chosen] = [event.target.nextElementSibling, new Date(event.target.value)];
    moment.value = Number.isNaN(chosen.getTime()) ? '' : chosen.toISOString();
    moment.dispatchEvent(new Event('change', { bubbles: true }));
  });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') tell(); });
})();
