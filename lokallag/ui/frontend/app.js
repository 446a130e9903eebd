// All script of the site. Every page works without it.
import "@digdir/designsystemet-web/ds-error-summary";
import "@digdir/designsystemet-web/ds-field";
import htmx from "htmx.org";

window.htmx = htmx;

// The phone menu and the account menu are plain <details>: close an open one on Escape and on a press outside.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => {
  closeMenus(event.target instanceof Element ? event.target.closest("details.menu") : null);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  closeMenus(null);
  open.querySelector("summary").focus();
});

// Buttons that only a script can serve are hidden until it has come: copying a ready-made text, printing the page.
for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy], [data-print]") : null;
  if (!button) return;
  if ("print" in button.dataset) {
    window.print();
    return;
  }
  const label = button.textContent;
  const shown = button.closest("figure")?.querySelector(".ready-text");
  try {
    await copy(button.dataset.copy, shown);
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 4000);
  } catch {
    if (shown) window.getSelection()?.selectAllChildren(shown); // no right to the clipboard: it stands marked, to copy by hand
  }
});

/** Put a text on the clipboard, with its looks where the browser can: bold stays bold in a letter. */
async function copy(text, shown) {
  if (shown && "ClipboardItem" in window) {
    const parts = { "text/plain": new Blob([text], { type: "text/plain" }) };
    parts["text/html"] = new Blob([shown.innerHTML], { type: "text/html" });
    await navigator.clipboard.write([new ClipboardItem(parts)]);
  } else {
    await navigator.clipboard.writeText(text);
  }
}

// A press that swaps a part of the page may take the pressed button away: then the new part gets the focus, so that a
// keyboard and a screen reader go on where they were. What is swapped by itself takes it from nobody.
document.addEventListener("htmx:afterSettle", (event) => {
  const { requestConfig, target } = event.detail;
  if (!["click", "submit"].includes(requestConfig?.triggeringEvent?.type)) return;
  if (document.activeElement && document.activeElement !== document.body) return;
  const part = target?.id ? document.getElementById(target.id) : null;
  const first = part?.querySelector("h1, h2, h3") ?? part;
  if (!first) return;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
});
