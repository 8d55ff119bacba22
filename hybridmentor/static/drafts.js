// What is typed into a form is kept on the server while it is typed, and a form is sent only where it can be received.
// Nothing is kept in the browser: what cannot be sent stands in the page.
(() => {
  "use strict";

  const SOON = 1000; // ms from a change until it is sent
  const LATEST = 5000; // ms between two tries while nobody answers
  const PATIENCE = 8000; // ms with one that does not answer
  const SLOW = 700; // ms until somebody who waits is told so
  const LARGEST = 60000; // characters that a browser sends for a page that is gone

  // Outcomes after which the text is tried again by itself, and those after which a form is not sent but stays.
  const TRIED_AGAIN = new Set(["offline", "away", "out"]);
  const STAYS = new Set([...TRIED_AGAIN, "other"]);
  const IS_TICKED = "select, input:is([type=radio], [type=checkbox])";

  const ask = (address, options) =>
    fetch(address, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
      ...options,
    });

  const readJson = (answer) => answer.json().catch(() => ({}));

  const nameSilence = () => (navigator.onLine ? "away" : "offline");

  const nameOutcome = (status, told) => {
    if (status === 200) return told.at || told.token ? "kept" : "away";
    // A redirect leads to the sign-in; it is not followed, and has no status.
    if (status === 0 || status === 401) return "out";
    if (status === 409) return told.fault === "reader" ? "other" : "sent";
    if (status === 413) return "long";
    if (status === 422) return "number";
    if (status === 500) return "broken";
    return status > 500 || status === 400 || status === 429 ? "away" : "refused";
  };

  const keep = (box) => {
    const form = box.closest("form");
    const said = box.querySelector("[role=status]");
    const quiet = box.querySelector(".hm-draft__quiet");
    const signIn = box.querySelector("a");
    const words = box.dataset;
    const target = new URL(form.getAttribute("action") || "", location.href);
    const page = Math.random().toString(36).slice(2); // tells this page from the same form in another tab
    let turn = 0;
    let changedAt = 0; // when what is not kept yet was typed
    let isChanged = false;
    let isChecking = false;
    let isPassing = false;
    let isSent = false;
    let isRefused = false;
    let running = null;
    let timer = 0;
    let pause = SOON;
    let shown = "";
    let shownOutcome = "";

    ([...form.querySelectorAll(".hm-save-bar, .hm-buttons")].pop() || form).append(box);
    box.hidden = false;

    // Read out when it is something new: that the text is kept, or why it is not. A later minute is only shown.
    const say = (outcome, time) => {
      const name = outcome === "broken" ? "away" : outcome;
      const text = words[`hm${name[0].toUpperCase()}${name.slice(1)}`].replace("{time}", time);
      if (text !== shown) {
        const goesOn = name === "kept" && shownOutcome === "kept";
        said.textContent = goesOn ? "" : text;
        quiet.textContent = goesOn ? text : "";
      }
      shown = text;
      shownOutcome = name;
      box.classList.toggle("hm-draft--trouble", name !== "kept" && name !== "waiting");
      signIn.hidden = name !== "out" && name !== "other";
    };

    // The page is old, or somebody has signed in anew: its forms get the token that counts now.
    const renew = async () => {
      try {
        const answer = await ask(words.hmReady);
        const told = answer.status === 200 ? await readJson(answer) : {};
        const outcome = nameOutcome(answer.status, told);
        if (outcome !== "kept") return outcome;
        if (told.reader !== words.hmReader) return "other";
        document.querySelectorAll("input[name=csrf_token]").forEach((input) => { input.value = told.token; });
        return outcome;
      } catch {
        return nameSilence();
      }
    };

    const post = async () => {
      const body = new URLSearchParams(new FormData(form));
      body.set("hm_address", target.pathname + target.search);
      body.set("hm_reader", words.hmReader);
      body.set("hm_age", Math.round(performance.now() - changedAt));
      body.set("hm_page", page);
      body.set("hm_turn", ++turn);
      const keepalive = body.toString().length < LARGEST;
      try {
        return await ask(words.hmSave, { method: "POST", body, keepalive });
      } catch (fault) {
        // A browser takes only so much for pages that go; while this one is there it can be sent as ever.
        if (!keepalive || fault.name !== "TypeError") throw fault;
        return ask(words.hmSave, { method: "POST", body });
      }
    };

    const send = async () => {
      let answer = await post();
      if (answer.status === 400) {
        const outcome = await renew();
        if (outcome !== "kept") return [outcome];
        answer = await post();
      }
      const told = await readJson(answer);
      return [nameOutcome(answer.status, told), told.at];
    };

    const save = async () => {
      isChanged = false;
      const [outcome, time] = await send().catch(() => [nameSilence()]);
      if (outcome === "kept") {
        pause = SOON;
        // What was offered has been written over. Its place stays, so that nothing moves under who is typing.
        document.querySelector("#draft-note[data-hm-state=found]")?.classList.add("hm-draft-note--over");
      } else {
        isChanged = true;
        isRefused = outcome === "refused" || outcome === "sent";
      }
      say(outcome, time);
      return outcome;
    };

    const flush = async () => {
      while (running) await running;
      running = save();
      try {
        return await running;
      } finally {
        running = null;
      }
    };

    const plan = (wait) => {
      if (!timer && !isRefused) timer = setTimeout(tick, wait);
    };

    const tick = async () => {
      clearTimeout(timer);
      timer = 0;
      if (!isChanged || isRefused || isChecking) return;
      const outcome = await flush();
      if (outcome === "kept") {
        if (isChanged) plan(SOON);
      } else if (TRIED_AGAIN.has(outcome)) {
        pause = Math.min(2 * pause, LATEST);
        plan(pause);
      }
    };

    const change = (event) => {
      // A text that is left has told of its last sign already.
      if (event.type === "change" && !event.target.matches(IS_TICKED)) return;
      isChanged = true;
      changedAt = performance.now(); // unlike the time of day it is never set right
      plan(SOON);
    };

    // The page goes, and may not come back: sent at once, whatever is under way.
    const part = () => {
      if (isChanged && !isRefused && !isChecking) save().then(() => { if (isChanged) plan(LATEST); });
    };

    const check = () => (words.hmSave && !isRefused && (isChanged || running) ? flush() : renew());

    form.addEventListener("submit", async (event) => {
      if (isPassing || event.defaultPrevented) return;
      event.preventDefault();
      if (isChecking) return;
      isChecking = true;
      // Said once more if it is still so.
      said.textContent = shown = "";
      const waiting = setTimeout(() => say("waiting"), SLOW);
      const outcome = await check();
      clearTimeout(waiting);
      isChecking = false;
      if (STAYS.has(outcome)) {
        say(outcome);
        box.scrollIntoView({ block: "nearest" });
        if (isChanged) plan(LATEST);
        return;
      }
      isSent = isPassing = true;
      isChanged = false;
      HTMLFormElement.prototype.requestSubmit.call(form, event.submitter);
      isPassing = false;
    });

    // Another form of the page, such as the sign-out, waits until the last sign is kept: afterwards it could not be.
    const hold = async (event) => {
      if (event.target === form || isPassing || !isChanged || isRefused) return;
      event.preventDefault();
      await flush();
      isPassing = true;
      HTMLFormElement.prototype.requestSubmit.call(event.target, event.submitter);
      isPassing = false;
    };

    // What is come back to after it was sent is old.
    addEventListener("pageshow", (event) => { if (event.persisted && isSent) location.reload(); });
    if (!words.hmSave) return;
    form.addEventListener("input", change);
    form.addEventListener("change", change);
    document.addEventListener("submit", hold);
    addEventListener("beforeunload", part);
    addEventListener("pagehide", part);
    document.addEventListener("visibilitychange", () => (document.hidden ? part() : tick()));
    addEventListener("focus", tick);
    addEventListener("online", tick);
  };

  document.querySelectorAll("[data-hm-draft]").forEach(keep);
})();
