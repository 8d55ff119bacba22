// Small comforts on top of pages that work without script.
(() => {
  "use strict";

  const focusErrorSummary = () => document.getElementById("error-summary")?.focus();

  // A status that stands in the page from the start is not read out; put in again, it is.
  const announceToast = () => {
    const status = document.querySelector(".hm-toast [role=status]");
    if (!status) return;
    const words = status.textContent;
    status.textContent = "";
    setTimeout(() => { status.textContent = words; }, 150);
  };

  const closeMenus = (except) => {
    document.querySelectorAll(".hm-menu[open]").forEach((menu) => {
      if (menu === except) return;
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary").focus();
    });
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus();
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".hm-menu")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest(".hm-menu")));

  const start = () => {
    focusErrorSummary();
    announceToast();
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target === document.body || event.target.querySelector?.("#error-summary")) start();
  });
  start();
})();
