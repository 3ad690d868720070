// Forms that a passkey answers: before one is sent, the browser makes the passkey or asks for it, and its answer goes along.
(() => {
  const known = () => !!window.PublicKeyCredential?.parseCreationOptionsFromJSON;

  const look = () => {
    for (const form of document.querySelectorAll('form[data-passkey]')) {
      form.querySelector('button[type=submit]').disabled = !known();
      form.querySelector('[data-passkey-none]')?.toggleAttribute('hidden', known());
    }
  };

  const ask = async form => {
    const answer = await fetch(form.dataset.options, { method: 'POST', body: new FormData(form) });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const options = await answer.json();
    return form.dataset.passkey === 'create'
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  };

  document.addEventListener('submit', async event => {
    const form = event.target.closest('form[data-passkey]');
    if (!form || form.dataset.answered) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const fault = form.querySelector('[data-passkey-fault]');
    fault.hidden = true;
    try {
      form.querySelector('[data-passkey-credential]').value = JSON.stringify(await ask(form));
      form.dataset.answered = '1';
      form.requestSubmit();
    } catch { fault.hidden = false; } // cancelled, or refused by the device
    finally { delete form.dataset.answered; }
  }, true);

  look();
  window.Blazor?.addEventListener?.('enhancedload', look);
})();
