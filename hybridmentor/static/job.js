// A page about work under way looks for news every other second; without script it has a link for that.
(() => {
  "use strict";

  const EVERY = 2000;
  // A page that is left open must not keep its reader signed in for ever.
  const until = Date.now() + 600000;

  const take = (page) => {
    const [job, fresh] = [document.getElementById("job"), page.getElementById("job")];
    if (job.dataset.hmNews === "reload" && !fresh?.hasAttribute("data-hm-news")) {
      location.reload();
      return false;
    }
    if (!fresh) return false;
    const [said, says] = [job, fresh].map((one) => one.querySelector("[role=status]"));
    // Only what is new is read out.
    if (said.textContent !== says.textContent) said.textContent = says.textContent;
    job.querySelector("[data-hm-told]").replaceWith(fresh.querySelector("[data-hm-told]"));
    if (fresh.hasAttribute("data-hm-news")) return true;
    // What else the work has changed; what somebody has typed or ticked meanwhile stays.
    for (const one of document.querySelectorAll("[data-hm-fresh]")) {
      const other = page.getElementById(one.id);
      if (other) one.replaceWith(other);
    }
    const ways = document.getElementById("job-ways");
    const held = ways.contains(document.activeElement);
    ways.replaceWith(page.getElementById("job-ways"));
    if (held) document.getElementById("job-title").focus();
    return false;
  };

  const look = async () => {
    let goes = true;
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { credentials: "same-origin" });
        if (answer.redirected || answer.status === 401) return;
        if (answer.ok) goes = take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } catch {
        // Away for the moment: the next look may find it.
      }
    }
    if (goes && Date.now() < until) setTimeout(look, EVERY);
  };

  if (document.querySelector("#job[data-hm-news]")) setTimeout(look, EVERY);
})();
