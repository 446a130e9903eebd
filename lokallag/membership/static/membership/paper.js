/* What the browser must do itself: print the page a button stands on, and put a button away that works only once. */
(() => {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-prints]")) window.print();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-once]");
    if (!form) return;
    const after = document.getElementById(form.dataset.once);
    setTimeout(() => {
      form.hidden = true;
      if (after) {
        after.hidden = false;
        after.focus();
      }
    }, 0);
  });
  for (const hidden of document.querySelectorAll("[data-with-script]")) hidden.hidden = false;
})();
