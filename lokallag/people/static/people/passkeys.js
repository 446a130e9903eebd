/* Passkeys: before a form marked data-passkey is sent, the browser is asked for a key, and its answer put in the form. */
(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = (options) => {
    const key = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (key[list]) key[list] = key[list].map((known) => ({ ...known, id: toBytes(known.id) }));
    }
    if (key.user) key.user = { ...key.user, id: toBytes(key.user.id) };
    return { publicKey: key };
  };

  const answered = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = toText(credential.response[part]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  const fetchKey = async (form) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    const reply = await fetch(form.dataset.passkey, { method: "POST", body });
    const options = await reply.json();
    if (!reply.ok) {
      window.location.assign(options.go);
      return;
    }
    const credential = form.hasAttribute("data-make")
      ? await navigator.credentials.create(asked(options))
      : await navigator.credentials.get(asked(options));
    form.elements.svar.value = answered(credential);
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const fault = form.querySelector("[data-fault]");
      if (fault) fault.hidden = true;
      fetchKey(form).catch(() => {
        if (fault) fault.hidden = false;
      });
    });
  }
})();
