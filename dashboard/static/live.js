// Live values: server-sent events patch what the server has already drawn. Without this file the page reads the same.
"use strict";
(() => {
  const LOST_MS = 4000, AGAIN_MS = 3000;
  const body = document.body, page = body.dataset.page;
  const $ = (id) => document.getElementById(id);
  const banners = { lost: $("lost"), fault: $("fault"), paused: $("paused"), alarm: $("new-alarm") };
  const pause = $("pause"), clock = $("clock");
  let known = new Set(JSON.parse(body.dataset.known).map((alarm) => alarm.key));
  let heard = performance.now(), waiting = { points: new Map(), regions: new Map() }, paused = false, source = null, opened = 0;

  const elements = new Map();
  for (const el of document.querySelectorAll("[data-point]")) {
    elements.set(el.dataset.point, [...(elements.get(el.dataset.point) ?? []), el]);
  }
  const flows = [...document.querySelectorAll("[data-flow]")];

  function say(banner, text) {
    if (banner.textContent !== text) banner.textContent = text;
    banner.hidden = !text;
  }

  function put(el, name, text) {
    const part = el.querySelector("." + name);
    if (part && part.textContent !== text) part.textContent = text;
  }

  function patch(point) {
    for (const el of elements.get(point.point) ?? []) {
      el.dataset.state = point.state;
      put(el, "v", point.text);
      put(el, "a", point.note);
      put(el, "b", point.brief);
      put(el, "q", point.word);
    }
    for (const el of flows) {
      if (el.dataset.flow === point.point) el.classList.toggle("flowing", point.state !== "stale" && point.value > 0);
    }
  }

  // A region that holds the keyboard is left alone until the reader has gone on.
  function swap(name, html) {
    const el = document.querySelector(`[data-region="${name}"]`);
    if (!el || el.contains(document.activeElement)) return !el;
    el.innerHTML = html;
    return true;
  }

  function show() {
    if (paused) return;
    for (const point of waiting.points.values()) patch(point);
    waiting.points.clear();
    for (const [name, html] of waiting.regions) if (swap(name, html)) waiting.regions.delete(name);
  }

  function announce(alarms) {
    const fresh = alarms.filter((alarm) => !known.has(alarm.key));
    known = new Set(alarms.map((alarm) => alarm.key));
    if (fresh.length) say(banners.alarm, `${banners.alarm.dataset.text} ${fresh.map((alarm) => alarm.text).join("; ")}`);
    if (!alarms.length) say(banners.alarm, "");
  }

  const on = {
    beat(beat) {
      heard = performance.now();
      body.classList.remove("is-lost");
      say(banners.lost, "");
      say(banners.fault, beat.fault);
      if (!paused) clock.textContent = beat.clock;
      show();
    },
    points(points) { for (const point of points) waiting.points.set(point.point, point); show(); },
    regions(regions) { for (const name in regions) waiting.regions.set(name, regions[name]); show(); },
    alarms: announce,
  };

  function open() {
    opened = performance.now();
    source = new EventSource(`/api/v1/events?page=${encodeURIComponent(page)}&lang=${body.dataset.lang}`);
    for (const name in on) source.addEventListener(name, (event) => on[name](JSON.parse(event.data)));
  }

  function watch() {
    if (performance.now() - heard < LOST_MS) return;
    body.classList.add("is-lost");
    say(banners.lost, banners.lost.dataset.text.replace("{clock}", clock.textContent));
    // A stream that the browser has given up on is opened anew.
    if (source.readyState === EventSource.CLOSED && performance.now() - opened > AGAIN_MS) open();
  }

  function setPaused(value) {
    paused = value;
    try { localStorage.setItem("snokyla.paused", value ? "1" : ""); } catch { /* private window: not remembered */ }
    pause.setAttribute("aria-pressed", String(value));
    pause.textContent = value ? pause.dataset.on : pause.dataset.off;
    body.classList.toggle("is-paused", value);
    say(banners.paused, value ? banners.paused.dataset.text.replace("{clock}", clock.textContent) : "");
    show();
    document.dispatchEvent(new CustomEvent("snokyla:paused", { detail: value }));
  }

  if (!page || !window.EventSource) return;
  pause.hidden = false;
  pause.addEventListener("click", () => setPaused(!paused));
  let remembered = "";
  try { remembered = localStorage.getItem("snokyla.paused"); } catch { /* private window */ }
  if (remembered) setPaused(true);
  open();
  setInterval(watch, 500);
  addEventListener("pagehide", () => source.close());
  // Back from the browser's memory: what is on the page is old until the next beat.
  addEventListener("pageshow", (event) => { if (event.persisted) { heard = 0; watch(); open(); } });
})();
