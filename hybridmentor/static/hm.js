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
    document.querySelectorAll(".hm-menu[open], .hm-more[open]").forEach((menu) => {
      if (menu === except) return;
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary").focus();
    });
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus();
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".hm-menu, .hm-more")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest(".hm-menu, .hm-more")));

  // Without a clipboard the text can be marked by hand, so the button stays away.
  const offerCopying = () => {
    if (!navigator.clipboard) return;
    document.querySelectorAll("[data-hm-copies]").forEach((offer) => {
      offer.hidden = false;
      offer.querySelector("button").onclick = async () => {
        const text = document.getElementById(offer.dataset.hmCopies);
        try {
          await navigator.clipboard.writeText(text.value);
          offer.querySelector("[role=status]").textContent = offer.dataset.hmDone;
        } catch {
          text.select();
        }
      };
    });
  };

  const start = () => {
    offerCopying();
    focusErrorSummary();
    announceToast();
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target === document.body || event.target.querySelector?.("#error-summary")) start();
  });
  start();
})();
