'use strict';
// Draws the runs of the page: one section for each workload.
const data = JSON.parse(document.getElementById('data').textContent);
const page = document.getElementById('page');
const COLORS = ['#2f7ed8', '#e0752d', '#2ca05a', '#b0459b', '#c23b3b', '#12a5b5', '#8a6d1f', '#7264d6', '#7f8b99', '#a3b82c'];
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const plots = [];

function el(parent, tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  parent.appendChild(node);
  return node;
}

const number = value => value == null ? '–' : Math.round(value).toLocaleString('en');
const ms = value => value == null ? '–' : value === 0 ? '0'
  : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toFixed(3);
const short = value => value == null ? '' : value >= 1e6 ? +(value / 1e6).toPrecision(3) + 'M'
  : value >= 1e3 ? +(value / 1e3).toPrecision(3) + 'k' : '' + +value.toPrecision(3);

function axis(label, extra) {
  return Object.assign({
    label, labelSize: 22, labelFont: '12px system-ui, sans-serif', font: '11px system-ui, sans-serif', size: 52,
    stroke: () => css('--dim'), grid: { stroke: () => css('--grid'), width: 1 }, ticks: { stroke: () => css('--grid'), width: 1 },
  }, extra);
}

function plot(card, options, values) {
  const place = el(card, 'div');
  const size = () => ({ width: Math.max(280, place.clientWidth), height: 300 });
  const made = new uPlot(Object.assign({ cursor: { points: { size: 6 }, drag: { x: false, y: false } } }, size(), options), values, place);
  plots.push({ made, size });
}

addEventListener('resize', () => plots.forEach(p => p.made.setSize(p.size())));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plots.forEach(p => p.made.redraw(false, true)));

function card(parent, title, note, wide) {
  const made = el(parent, 'div', undefined, wide ? 'card wide' : 'card');
  el(made, 'h3', title);
  if (note) el(made, 'p', note, 'dim');
  return made;
}

const name = (run, all) => new Set(all.map(r => r.label)).size > 1 ? run.label + ', ' + run.load : run.load;

function table(parent, heads, rows) {
  const made = el(el(parent, 'div', undefined, 'scroll'), 'table');
  const head = el(el(made, 'thead'), 'tr');
  heads.forEach(h => el(head, 'th', h.title, h.left ? 'left' : ''));
  const body = el(made, 'tbody');
  rows.forEach(row => {
    const line = el(body, 'tr');
    heads.forEach(h => {
      const cell = el(line, 'td', h.text(row), (h.left ? 'left ' : '') + (h.bad && h.bad(row) ? 'bad' : ''));
      if (h.color) {
        const swatch = document.createElement('span');
        swatch.className = 'swatch';
        swatch.style.background = h.color(row);
        cell.prepend(swatch);
      }
    });
  });
}

function figures(parent, runs) {
  const made = card(parent, 'Figures', 'Latencies in milliseconds, of operations that succeeded; processor time in microseconds per operation.', true);
  const heads = [
    { title: 'run', text: r => name(r, runs), color: r => r.color },
    { title: 'ops/s', text: r => number(r.perSecond) },
    ...[['p50', 'p50'], ['p90', 'p90'], ['p99', 'p99'], ['p99.9', 'p999'], ['max', 'max']].map(([title, field]) =>
      ({ title, text: r => r.operations > 0 ? ms(r.latencies.all[field]) : '–' })),
    { title: 'failed', text: r => number(failed(r)), bad: r => failed(r) > 0 },
    { title: 'wrong', text: r => number(r.wrongValues), bad: r => r.wrongValues > 0 },
  ];
  const optional = (title, get, text) => {
    if (runs.some(r => get(r))) heads.push({ title, text: r => (text || number)(get(r)) });
  };
  optional('delayed', r => r.delayed);
  optional('never begun', r => r.neverBegun);
  optional('not found', r => r.missing);
  optional('siblings', r => r.siblings);
  optional('server CPU', r => r.serverCpuUs);
  optional('client CPU', r => r.clientCpuUs);
  optional('written B/op', r => r.writtenBytesPerOp);
  optional('RSS MiB', r => r.serverRssBytes, bytes => number(bytes / 1048576));
  table(made, heads, runs);
}

const failed = run => Object.values(run.failures).reduce((a, b) => a + b, 0);

function byPercentile(parent, runs) {
  const made = card(parent, 'Latency by percentile', 'Each step to the right leaves a tenth of the operations.');
  let last = 0;
  runs.forEach(r => r.percentilesMs.forEach((v, i) => { if (v != null) last = Math.max(last, i); }));
  const nines = data.nines.slice(0, last + 1);
  const label = n => n === 0 ? '0%' : n === 1 ? '90%' : '99' + (n > 2 ? '.' + '9'.repeat(n - 2) : '') + '%';
  plot(made, {
    scales: { x: { time: false }, y: { distr: 3 } },
    axes: [axis('percentile', { splits: () => [0, 1, 2, 3, 4, 5, 6].filter(n => n <= nines[nines.length - 1]), values: (u, s) => s.map(label) }),
      axis('ms', { values: (u, s) => s.map(v => v == null ? '' : short(v)) })],
    series: [{ label: 'percentile', value: (u, v) => v == null ? '' : (100 * (1 - Math.pow(10, -v))).toFixed(3) + '%' }].concat(
      runs.map(r => ({ label: name(r, runs), stroke: r.color, width: 2, points: { show: false }, value: (u, v) => v == null ? '–' : ms(v) + ' ms' }))),
  }, [nines].concat(runs.map(r => r.percentilesMs.slice(0, last + 1))));
}

function throughputAgainstLatency(parent, runs) {
  const labels = [...new Set(runs.map(r => r.label))];
  const lines = [];
  labels.forEach((label, i) => ['p50', 'p99'].forEach(p => {
    const own = runs.filter(r => r.label === label && r.perSecond > 0);
    lines.push({ label, p, own, color: labels.length > 1 ? COLORS[i % COLORS.length] : COLORS[p === 'p50' ? 0 : 1] });
  }));
  if (lines.every(line => line.own.length === 0)) return;
  const made = card(parent, 'Throughput against latency', 'Full lines: p50. Dashed: p99. Each point is a run; its load stands beside it.');
  const most = Math.max(...runs.map(r => r.perSecond)) * 1.15;
  const all = lines.flatMap(line => line.own.map(r => r.latencies.all[line.p])).filter(v => v > 0);
  const draw = line => (u, i) => {
    const ctx = u.ctx, ratio = devicePixelRatio || 1;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = line.color;
    ctx.lineWidth = 2 * ratio;
    ctx.setLineDash(line.p === 'p99' ? [6 * ratio, 4 * ratio] : []);
    const at = line.own.filter(r => r.latencies.all[line.p] > 0)
      .map(r => [u.valToPos(r.perSecond, 'x', true), u.valToPos(r.latencies.all[line.p], 'y', true), r]);
    ctx.beginPath();
    at.forEach(([x, y], k) => k === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y));
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.font = 11 * ratio + 'px system-ui, sans-serif';
    at.forEach(([x, y, r]) => {
      ctx.beginPath();
      ctx.arc(x, y, 3.5 * ratio, 0, 2 * Math.PI);
      ctx.fill();
      ctx.fillText(r.load.replace(/ clients?/, ''), x + 6 * ratio, y - 6 * ratio);
    });
    ctx.restore();
    return null;
  };
  plot(made, {
    mode: 2,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0, most] }, y: { distr: 3, range: [Math.min(...all) / 1.5, Math.max(...all) * 1.5] } },
    axes: [axis('operations per second', { values: (u, s) => s.map(short) }), axis('ms', { values: (u, s) => s.map(v => v == null ? '' : short(v)) })],
    series: [null].concat(lines.map(line => ({ stroke: line.color, facets: [{ scale: 'x', auto: false }, { scale: 'y', auto: false }], paths: draw(line), points: { show: false } }))),
  }, [null].concat(lines.map(line => [line.own.map(r => r.perSecond), line.own.map(r => r.latencies.all[line.p])])));
  if (labels.length > 1) {
    const legend = el(made, 'div', undefined, 'dim');
    labels.forEach((label, i) => {
      const item = el(legend, 'span', undefined);
      const swatch = el(item, 'span', undefined, 'swatch');
      swatch.style.background = COLORS[i % COLORS.length];
      item.append(label + '  ');
      item.style.marginRight = '14px';
    });
  }
}

function perSecond(parent, runs, title, note, unit, column, log) {
  const made = card(parent, title, note);
  // What was answered after the end belongs to latencies and failures; as throughput it would look like a collapse.
  const last = run => column === 1 ? Math.ceil(run.seconds) : Infinity;
  const length = Math.max(1, ...runs.map(r => r.series.length ? Math.min(last(r), r.series[r.series.length - 1][0] + 1) : 0));
  const seconds = Array.from({ length }, (_, i) => i + 1);
  const lines = runs.map(run => {
    const values = seconds.map(() => null);
    run.series.filter(row => row[0] < Math.min(length, last(run))).forEach(row => { values[row[0]] = log && !row[column] ? null : row[column]; });
    return values;
  });
  plot(made, {
    scales: { x: { time: false, range: [0, length + 1] }, y: log ? { distr: 3 } : { range: (u, min, max) => [0, (max || 1) * 1.1] } },
    axes: [axis('second of the measurement'), axis(unit, { values: (u, s) => s.map(v => v == null ? '' : short(v)) })],
    series: [{ label: 'second' }].concat(runs.map(r => ({
      label: name(r, runs), stroke: r.color, width: 1.5, spanGaps: false, points: { show: length < 40, size: 4 },
      value: (u, v) => v == null ? '–' : (log ? ms(v) : number(v)),
    }))),
  }, [seconds].concat(lines));
}

function errors(parent, runs) {
  const failing = runs.filter(r => failed(r) > 0);
  if (failing.length === 0) return;
  perSecond(parent, failing, 'Failures per second', 'By whatever outcome; a gap in throughput without failures is a pause.', 'failures/s', 2, false);
  const rows = failing.flatMap(r => Object.entries(r.failures).map(([outcome, count]) => ({ r, outcome, count })));
  table(card(parent, 'Failures by outcome', 'What became of the data stands after the slash.'), [
    { title: 'run', text: row => name(row.r, runs), color: row => row.r.color },
    { title: 'outcome', left: true, text: row => row.outcome },
    { title: 'count', text: row => number(row.count) },
    { title: 'share', text: row => (100 * row.count / (row.r.operations + failed(row.r))).toFixed(2) + '%' },
  ], rows);
}

function byOperation(parent, runs) {
  const rows = runs.flatMap(r => Object.entries(r.latencies).filter(([op]) => op !== 'all').map(([op, f]) => ({ r, op, f })));
  if (rows.length <= runs.length) return;
  table(card(parent, 'By kind of operation', 'Milliseconds.', true), [
    { title: 'run', text: row => name(row.r, runs), color: row => row.r.color },
    { title: 'operation', left: true, text: row => row.op },
    { title: 'count', text: row => number(row.f.count) },
    { title: 'p50', text: row => ms(row.f.p50) },
    { title: 'p99', text: row => ms(row.f.p99) },
    { title: 'p99.9', text: row => ms(row.f.p999) },
    { title: 'max', text: row => ms(row.f.max) },
  ], rows);
}

function describe(run) {
  const asked = run.asked;
  const mix = Object.entries(asked.mix).map(([op, share]) => +(100 * share).toFixed(1) + '% ' + op).join(', ');
  return mix + '; ' + asked.distribution + ' keys; ' + number(asked.records) + ' records of ' + number(asked.valueBytes) + ' bytes; '
    + asked.measuredSeconds + ' s measured after ' + asked.warmUpSeconds + ' s of warm-up.';
}

function conditions(runs) {
  el(page, 'h2', 'Conditions');
  const made = card(page, 'Where and how', undefined, true);
  const seen = new Map();
  runs.forEach(r => {
    const settings = Object.entries(r.settings).filter(([k]) => !['readsForContext', 'curve', 'at', 'byDesign', 'startMs'].includes(k)).map(([k, v]) => k + '=' + v).join(' ');
    const machine = r.machine.processors + ' processors (' + (r.machine.cpu || 'unknown') + '), '
      + Math.round(r.machine.memoryBytes / 2 ** 30) + ' GiB, ' + r.machine.os + ', ' + r.machine.java;
    const key = (r.settings.curve || r.label) + '|' + r.store + '|' + settings + '|' + machine;
    if (!seen.has(key)) seen.set(key, { label: r.settings.curve || r.label, store: r.store, settings, machine, at: r.startedAt });
  });
  table(made, [
    { title: 'label', text: c => c.label }, { title: 'store', left: true, text: c => c.store },
    { title: 'settings', left: true, text: c => c.settings }, { title: 'machine', left: true, text: c => c.machine },
    { title: 'first run', left: true, text: c => c.at.replace('T', ' ').replace(/\.\d+Z$/, 'Z') },
  ], [...seen.values()]);
}

// A curve: the same load on clusters that differ in one thing.
function curve(parent, what, runs) {
  const points = [...runs].sort((a, b) => a.settings.at - b.settings.at);
  const at = points.map(r => +r.settings.at);
  const wide = at[0] > 0 && at[at.length - 1] / at[0] > 20;
  const one = (title, note, unit, get, text) => {
    const values = points.map(get);
    if (values.every(v => v == null)) return;
    plot(card(parent, title, note), {
      scales: { x: wide ? { time: false, distr: 3 } : { time: false }, y: { range: (u, min, max) => [0, (max || 1) * 1.1] } },
      axes: [axis(what, { values: (u, s) => s.map(v => v == null ? '' : short(v)) }), axis(unit, { values: (u, s) => s.map(v => v == null ? '' : short(v)) })],
      series: [{ label: what, value: (u, v) => v == null ? '' : number(v) }, { label: unit, stroke: COLORS[0], width: 2, points: { show: true, size: 7 }, value: (u, v) => v == null ? '–' : (text || number)(v) }],
    }, [at, values]);
  };
  one('Throughput', undefined, 'operations/s', r => r.perSecond);
  one('Processor time of all nodes', 'Per operation.', 'µs', r => r.serverCpuUs, v => v.toFixed(1));
  one('Latency', 'p99.', 'ms', r => r.operations > 0 ? r.latencies.all.p99 : null, ms);
  one('Memory', 'Resident, of the largest node.', 'MiB', r => r.serverRssBytes ? r.serverRssBytes / 1048576 : null);
  one('Start', 'Of a node that was killed, with its data, until it serves.', 's', r => r.settings.startMs ? r.settings.startMs / 1000 : null, v => v.toFixed(2));
  one('Written', 'To disk by all nodes, per operation.', 'bytes', r => r.writtenBytesPerOp);
}

const curves = [...new Set(data.runs.map(r => r.settings.curve).filter(c => c))];
const workloads = [...new Set(data.runs.filter(r => !r.settings.curve).map(r => r.asked.workload))];
if (data.runs.length > 0) el(page, 'p', data.runs.length + (data.runs.length === 1 ? ' run' : ' runs') + ', '
  + [...curves.map(c => 'by ' + c), ...workloads.map(w => 'workload ' + w)].join(', ') + '.', 'dim');
curves.forEach(what => {
  const runs = data.runs.filter(r => r.settings.curve === what);
  runs.forEach(run => { run.color = COLORS[0]; });
  el(page, 'h2', 'As ' + what + ' grow');
  el(page, 'p', 'Workload ' + runs[0].asked.workload + ', ' + (what === 'clients' ? '' : runs[0].load + ', ') + describe(runs[0]), 'dim');
  el(page, 'p', 'By design: ' + runs[0].settings.byDesign, 'dim');
  const cards = el(page, 'div', undefined, 'cards');
  curve(cards, what, runs);
  figures(cards, runs);
});
workloads.forEach(workload => {
  const runs = data.runs.filter(r => r.asked.workload === workload && !r.settings.curve);
  runs.forEach((run, i) => { run.color = COLORS[i % COLORS.length]; });
  el(page, 'h2', 'Workload ' + workload);
  el(page, 'p', describe(runs[0]), 'dim');
  const cards = el(page, 'div', undefined, 'cards');
  figures(cards, runs);
  byPercentile(cards, runs);
  throughputAgainstLatency(cards, runs);
  perSecond(cards, runs, 'Throughput per second', 'Pauses are seen here.', 'operations/s', 1, false);
  perSecond(cards, runs, 'Longest latency per second', 'Of operations that ended in that second.', 'ms', 5, true);
  errors(cards, runs);
  byOperation(cards, runs);
});
// A flame graph, the root on top: as wide as its share of the samples; a click shows a frame alone.
function flames(profile) {
  el(page, 'h2', 'Profile ' + profile.title);
  const made = card(page, 'Where time goes', 'Each bar is as wide as its part of ' + number(profile.root.count)
    + ' samples, what it called lies below it. A click on a bar shows it alone, one on the top bar all again.', true);
  const legend = el(made, 'p', undefined, 'dim');
  const kinds = [['Kvorum', '#8fc1f3', n => n.startsWith('io/kvorum')], ['RocksDB', '#9ad7ae', n => /rocksdb/i.test(n)],
    ['kernel', '#f0b48c', n => n.endsWith('_[k]')], ['Netty, protobuf', '#d3b3e6', n => /^(io\/netty|com\/google)/.test(n)],
    ['Java', '#e9dca0', n => /^(java|jdk|sun)\//.test(n)], ['other', '#cfd5dd', () => true]];
  kinds.forEach(([kind, color]) => {
    el(legend, 'span', undefined, 'swatch').style.background = color;
    el(legend, 'span', kind + '  ').style.marginRight = '14px';
  });
  const place = el(made, 'div', undefined, 'flames');
  const draw = top => {
    place.replaceChildren();
    let rows = 0;
    const bar = (frame, row, left, width) => {
      if (width < 0.12) return;
      rows = Math.max(rows, row + 1);
      const name = frame.name.replaceAll('/', '.');
      const made = el(place, 'div', name);
      made.title = name + ': ' + (100 * frame.count / profile.root.count).toFixed(1) + '%';
      made.style.cssText = `left:${left}%;width:${width}%;top:${row * 18}px;background:${kinds.find(k => k[2](frame.name))[1]}`;
      made.onclick = () => draw(row === 0 ? profile.root : frame);
      let at = left;
      frame.called.forEach(child => {
        const share = width * child.count / frame.count;
        bar(child, row + 1, at, share);
        at += share;
      });
    };
    bar(top, 0, 0, 100);
    place.style.height = rows * 18 + 'px';
  };
  draw(profile.root);
}
data.profiles.forEach(flames);
if (data.runs.length > 0) conditions(data.runs);
