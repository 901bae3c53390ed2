// Charts to look into: uPlot over the same data as the server's drawing, which stays when this cannot run.
"use strict";
(() => {
  const REFRESH_MS = 60000;
  const DASHES = [[], [8, 4], [3, 3], [10, 3, 2, 3]];
  const language = document.documentElement.lang === "sv" ? "sv-SE" : "en-GB";
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let paused = false;
  document.addEventListener("snokyla:paused", (event) => { paused = event.detail; });

  const size = (plot) => ({ width: plot.clientWidth, height: Math.max(180, Math.round(plot.clientWidth * 0.42)) });

  // To uPlot null is a gap and undefined is none: a step that a reading before it speaks for is no gap.
  const column = (series) => series.mean.map((mean, at) => mean ?? (series.coverage[at] < 0.5 ? null : undefined));
  const lone = (u, index) => u.data[index].flatMap((value, at, all) =>
    value != null && all[at - 1] === null && (all[at + 1] ?? null) === null ? [at] : []);

  async function load(figure) {
    const reply = await fetch(figure.dataset.series);
    if (!reply.ok) throw new Error(reply.status);
    const found = await reply.json();
    return [found.time_utc.map((time) => Date.parse(time) / 1000), ...found.series.map(column)];
  }

  function options(figure, plot, data) {
    const names = [...figure.querySelectorAll(".legend li")].map((item) => item.textContent.trim());
    const text = css("--text"), grid = css("--rule");
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid }, font: "12px system-ui, sans-serif" };
    const clock = (u, times) => times.map((time) => {
      const date = new Date(time * 1000), at = { timeZone: figure.dataset.zone };
      const midnight = date.toLocaleTimeString(language, { ...at, hour: "2-digit", minute: "2-digit" });
      return midnight === "00:00" ? date.toLocaleDateString(language, { ...at, day: "numeric", month: "numeric" }) : midnight;
    });
    return {
      ...size(plot),
      tzDate: (time) => uPlot.tzDate(new Date(time * 1000), figure.dataset.zone),
      legend: { show: false }, cursor: { drag: { x: true, y: false } },
      scales: { y: { range: (u, low, high) => uPlot.rangeNum(figure.dataset.zero ? Math.min(0, low) : low, high, 0.1, true) } },
      axes: [{ ...axis, size: 32, values: clock }, { ...axis, size: 56, values: (u, values) => values.map((value) => number.format(value)) }],
      series: [{}, ...data.slice(1).map((_, index) => ({
        label: names[index] ?? figure.querySelector("strong").textContent,
        stroke: css(`--line-${index}`), width: 2, dash: DASHES[index % DASHES.length], points: { show: true, size: 4, filter: lone },
      }))],
    };
  }

  // The cursor follows the arrow keys and says what it stands on.
  function readable(figure, plot, chart) {
    const said = document.createElement("p");
    said.className = "readout";
    said.setAttribute("role", "status");
    plot.after(said);
    const tell = (index) => {
      const data = chart.data;
      const time = new Date(data[0][index] * 1000).toLocaleString(language, { timeZone: figure.dataset.zone, dateStyle: "short", timeStyle: "short" });
      const values = data.slice(1).map((column, at) => `${chart.series[at + 1].label} ` +
        (column[index] == null ? "–" : column[index].toLocaleString(language, { maximumFractionDigits: 1 })));
      said.textContent = `${time}: ${values.join(", ")}`;
    };
    let index = chart.data[0].length - 1;
    chart.over.addEventListener("mousemove", () => { if (chart.cursor.idx != null) tell(index = chart.cursor.idx); });
    plot.addEventListener("keydown", (event) => {
      const last = chart.data[0].length - 1;
      const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      index = Math.min(Math.max(to, 0), last);
      chart.setCursor({ left: chart.valToPos(chart.data[0][index], "x"), top: chart.over.clientHeight / 2 });
      tell(index);
    });
  }

  async function draw(figure) {
    const plot = figure.querySelector(".plot"), drawing = plot?.querySelector("svg");
    if (!plot) return;
    const data = await load(figure);
    const holder = document.createElement("div");
    plot.append(holder);
    const chart = new uPlot(options(figure, plot, data), data, holder);
    const canvas = chart.root.querySelector("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", drawing.getAttribute("aria-label"));
    plot.removeAttribute("aria-labelledby");
    plot.setAttribute("aria-label", `${figure.querySelector("strong").textContent}. ${figure.dataset.keys}`);
    drawing.remove();
    readable(figure, plot, chart);
    new ResizeObserver(() => chart.setSize(size(plot))).observe(plot);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => location.reload());
    setInterval(async () => {
      if (paused || document.hidden) return;
      try { chart.setData(await load(figure)); } catch { /* the banner tells that the server is lost */ }
    }, REFRESH_MS);
  }

  for (const figure of document.querySelectorAll("figure[data-series]")) {
    draw(figure).catch(() => { /* the server's drawing stays */ });
  }
})();
