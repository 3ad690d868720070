// The few things static pages need: copy buttons, the theme switch, menus that close, the lost-connection dialog.
(() => {
  const say = window.hubSay = text => {
    const live = document.getElementById('hub-live');
    if (live) { live.textContent = ''; requestAnimationFrame(() => { live.textContent = text; }); }
  };

  document.addEventListener('click', async event => {
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      try {
        await navigator.clipboard.writeText(copy.dataset.copy);
        copy.classList.add('copied');
        say('Copied');
        setTimeout(() => copy.classList.remove('copied'), 1600);
      } catch { say('Copying is blocked by the browser'); }
    }

    if (event.target.closest('[data-theme-switch]')) window.hubTheme.toggle();
    if (event.target.closest('[data-veil-switch]')) window.hubVeil.toggle();
    if (event.target.closest('[data-reload]')) location.reload();
    if (event.target.closest('[data-skip]')) document.getElementById('content').focus(); // Blazor only scrolls there

    for (const menu of document.querySelectorAll('details[data-menu][open]')) {
      if (!menu.contains(event.target) || event.target.closest('a')) menu.open = false;
    }
  });

  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      for (const menu of document.querySelectorAll('details[data-menu][open]')) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
    }
  });

  // A details element marked so stays as it was left, from page to page.
  const keep = () => {
    for (const it of document.querySelectorAll('details[data-keep]')) it.open = sessionStorage.getItem(`hub-open-${it.dataset.keep}`) === '1';
  };
  document.addEventListener('toggle', event => {
    if (event.target.matches?.('details[data-keep]')) sessionStorage.setItem(`hub-open-${event.target.dataset.keep}`, event.target.open ? '1' : '0');
  }, true);
  keep();
  window.Blazor?.addEventListener?.('enhancedload', keep);

  // A select marked so sends its form at once; its button serves visitors without script.
  document.addEventListener('change', event => {
    if (event.target.matches('[data-submit-on-change]')) event.target.form.requestSubmit();
  });

  const dialog = document.getElementById('components-reconnect-modal');
  if (!dialog) return;

  const reconnect = async () => {
    try {
      if (await Blazor.reconnect() || await Blazor.resumeCircuit()) { dialog.close(); return; }
      location.reload();
    } catch { /* the server is still away; the dialog stays and the button can be pressed again */ }
  };
  const onVisible = () => { if (document.visibilityState === 'visible') reconnect(); };

  dialog.addEventListener('components-reconnect-state-changed', event => {
    const state = event.detail.state;
    dialog.dataset.state = state;
    document.removeEventListener('visibilitychange', onVisible);
    if (state === 'show' && !dialog.open) dialog.showModal();
    else if (state === 'hide') dialog.close();
    else if (state === 'failed') document.addEventListener('visibilitychange', onVisible);
    else if (state === 'rejected' || state === 'resume-failed') location.reload();
  });
  dialog.querySelector('[data-reconnect]').addEventListener('click', reconnect);
})();
