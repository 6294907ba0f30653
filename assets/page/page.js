'use strict';
// The pages are complete without this script. It adds what a server cannot: the reader's zone, keys,
// news as it comes, and charts that answer.

// The reader's zone, kept for the server; a page in another zone is loaded once more.
(() => {
  const own = document.documentElement.dataset.zone;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (own || !zone || !/^[A-Za-z0-9_+\-/]+$/.test(zone)) return;
  document.cookie = `zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`;
  const kept = document.cookie.split('; ').includes(`zone=${zone}`);
  if (kept && zone !== 'UTC' && document.getElementById('list')) location.replace(location.href);
})();

// `/` goes to the box; j and k, or the arrows, go through the events; n and p turn the pages.
(() => {
  const typing = (at) => at && (at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName));
  const step = (by) => {
    const all = [...document.querySelectorAll('a.headline')];
    if (all.length === 0) return false;
    const at = all.indexOf(document.activeElement);
    if (at < 0 && by < 0) return false;
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))].focus();
    return true;
  };
  const isOnHeadline = () => document.activeElement && document.activeElement.matches('a.headline');
  const follow = (rel) => {
    const link = document.querySelector(`.turns a[rel="${rel}"], .dayhead a[rel="${rel}"]`);
    if (link) link.click();
    return Boolean(link);
  };
  document.addEventListener('keydown', (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.defaultPrevented) return;
    if (key.key === 'Escape' && typing(document.activeElement)) { document.activeElement.blur(); return; }
    if (typing(document.activeElement)) return;
    const box = document.getElementById('where') || document.getElementById('q');
    const done = {
      '/': () => { if (box) { box.focus(); box.select(); } return Boolean(box); },
      j: () => step(1),
      k: () => step(-1),
      ArrowDown: () => isOnHeadline() && step(1),
      ArrowUp: () => isOnHeadline() && step(-1),
      n: () => follow('next'),
      p: () => follow('prev') || follow('first'),
    }[key.key];
    if (done && done()) key.preventDefault();
  });
})();

// News as it comes: the server renders the list, the stream only says that there is something new.
(() => {
  const list = document.getElementById('list');
  if (!list || !('EventSource' in window) || new URLSearchParams(location.search).has('cursor')) return;
  const told = document.createElement('p');
  told.className = 'live meta';
  told.setAttribute('role', 'status');
  list.before(told);
  const numbers = () => new Set([...list.querySelectorAll('a.headline')].map((a) => a.getAttribute('href')));
  let stream = null, waiting = 0, busy = false, missed = false;
  const refresh = async () => {
    waiting = 0;
    if (busy) { missed = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.getElementById('list');
      if (!next) return;
      const before = numbers();
      const held = document.activeElement && list.contains(document.activeElement) &&
        document.activeElement.getAttribute('href');
      list.replaceChildren(...document.importNode(next, true).childNodes);
      const fresh = [...list.querySelectorAll('a.headline')].filter((a) => !before.has(a.getAttribute('href')));
      fresh.forEach((a) => a.closest('tr').classList.add('fresh'));
      if (held) { const again = [...list.querySelectorAll('a')].find((a) => a.getAttribute('href') === held); if (again) again.focus(); }
      if (fresh.length) told.textContent = fresh.length === 1 ? '1 new event' : `${fresh.length} new events`;
    } catch (_) {
      // The server is away; the stream connects again by itself.
    } finally {
      busy = false;
      if (missed) { missed = false; soon(); }
    }
  };
  const soon = () => { if (!waiting) waiting = setTimeout(refresh, 400); };
  const open = () => {
    if (stream) return;
    stream = new EventSource('/api/stream');
    for (const name of ['event', 'reaction', 'reset']) stream.addEventListener(name, soon);
    stream.addEventListener('open', () => { document.documentElement.dataset.live = 'yes'; });
  };
  const close = () => { if (stream) { stream.close(); stream = null; delete document.documentElement.dataset.live; } };
  // A page that nobody looks at holds no connection.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close(); else { open(); soon(); }
  });
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', () => { if (!document.hidden) open(); });
  if (!document.hidden) open();
})();

// Charts that answer: the picture is the server's; its bars and their prices are read from it and from the
// file of prices, and a line shows which one is meant.
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const number = (text) => (text === '' || text === undefined ? null : Number(text));
  const rows = (csv) => csv.trim().split('\n').slice(1).map((line) => {
    const [at, open, high, low, close, volume, benchmark] = line.split(',');
    return { at, open: number(open), high: number(high), low: number(low), close: number(close),
      volume: number(volume), benchmark: number(benchmark) };
  });
  // Where each bar stands: the wick of a candle, or the point of a line.
  const places = (picture, bars) => {
    const prices = picture.querySelector('g.prices');
    if (!prices) return null;
    const of = (one, name) => Number(one.getAttribute(name));
    const wicks = [...prices.querySelectorAll('line.price')].filter((l) => l.getAttribute('x1') === l.getAttribute('x2'));
    if (wicks.length === bars.length) {
      return wicks.map((wick, i) => {
        const [top, bottom] = [of(wick, 'y1'), of(wick, 'y2')].sort((a, b) => a - b);
        const { high, low, close } = bars[i];
        const down = high > low ? (high - close) / (high - low) : 0.5;
        return { x: of(wick, 'x1'), y: top + down * (bottom - top) };
      });
    }
    const points = [...prices.querySelectorAll('polyline')].flatMap((line) =>
      line.getAttribute('points').trim().split(/\s+/).map((pair) => pair.split(',').map(Number)));
    return points.length === bars.length ? points.map(([x, y]) => ({ x, y })) : null;
  };
  const plain = (value, digits) => value.toLocaleString('en', { maximumFractionDigits: digits });
  const percent = (part) => `${part < 0 ? '−' : '+'}${Math.abs(100 * part).toFixed(2)} %`;
  const words = (bars, i) => {
    const bar = bars[i], before = i > 0 ? bars[i - 1].close : null;
    const parts = [bar.at.replace('T', ' ').replace(/:00Z$/, ' UTC'), `close ${plain(bar.close, 6)}`];
    if (before) parts.push(`${percent(bar.close / before - 1)} on the bar before`);
    parts.push(`open ${plain(bar.open, 6)}, high ${plain(bar.high, 6)}, low ${plain(bar.low, 6)}`);
    if (bar.volume !== null) parts.push(`volume ${plain(bar.volume, 0)}`);
    if (bar.benchmark !== null) parts.push(`benchmark ${plain(bar.benchmark, 6)}`);
    return parts.join(' · ');
  };
  const element = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  for (const figure of document.querySelectorAll('figure.chart')) {
    const image = figure.querySelector('img'), canvas = figure.querySelector('.canvas');
    let chart = null, loading = null, shown = '';
    const load = async () => {
      const address = image.currentSrc || image.src;
      const [svg, csv] = await Promise.all([fetch(address), fetch(figure.dataset.prices)].map(
        async (asked) => { const answer = await asked; if (!answer.ok) throw new Error(answer.status); return answer.text(); }));
      // Its styles are of letters only; the policy of the page would refuse them.
      const bare = svg.replace(/<style>[^<]*<\/style>| style="[^"]*"/g, '');
      const picture = new DOMParser().parseFromString(bare, 'image/svg+xml').documentElement;
      const bars = rows(csv), at = places(picture, bars);
      if (!at || at.length === 0) throw new Error('the bars of the picture are not those of the file');
      const [, , width, height] = picture.getAttribute('viewBox').split(/\s+/).map(Number);
      const plane = picture.querySelector('g.ground line.news') || picture.querySelector('g.prices line');
      const ends = at.map((p) => p.y);
      const top = Math.min(...ends, plane ? Number(plane.getAttribute('y1')) : Infinity);
      const bottom = Math.max(...ends, plane ? Number(plane.getAttribute('y2')) : -Infinity);
      shown = address;
      chart = { bars, at, width, height, top, bottom };
      return chart;
    };
    const ready = () => {
      if (chart && shown === (image.currentSrc || image.src)) return Promise.resolve(chart);
      loading = loading || load().finally(() => { loading = null; });
      return loading;
    };
    const readout = document.createElement('p');
    readout.className = 'readout';
    const range = document.createElement('input');
    Object.assign(range, { type: 'range', min: 0, max: 0, step: 1, className: 'bar' });
    range.setAttribute('aria-label', 'Bar of the chart');
    range.setAttribute('aria-valuetext', 'none yet');
    let cross = null;
    const show = (now, i) => {
      const { at, width, height, top, bottom, bars } = now;
      if (!cross) { cross = element('svg', { class: 'cross', 'aria-hidden': 'true' }); canvas.append(cross); }
      cross.setAttribute('viewBox', `0 0 ${width} ${height}`);
      const left = Math.min(...at.map((p) => p.x)), right = Math.max(...at.map((p) => p.x));
      cross.replaceChildren(
        element('line', { x1: at[i].x, x2: at[i].x, y1: top, y2: bottom }),
        element('line', { x1: left, x2: right, y1: at[i].y, y2: at[i].y }),
        element('circle', { cx: at[i].x, cy: at[i].y, r: 4 }));
      readout.textContent = words(bars, i);
      range.max = bars.length - 1;
      range.value = i;
      range.setAttribute('aria-valuetext', readout.textContent);
      figure.dataset.bar = i;
    };
    const quietly = (work) => ready().then(work).catch(() => { range.hidden = true; readout.textContent = ''; });
    canvas.addEventListener('pointermove', (pointer) => quietly((now) => {
      const box = image.getBoundingClientRect();
      const x = ((pointer.clientX - box.left) / box.width) * now.width;
      const near = now.at.reduce((best, p, i) => (Math.abs(p.x - x) < Math.abs(now.at[best].x - x) ? i : best), 0);
      show(now, near);
    }));
    canvas.addEventListener('pointerleave', () => { if (cross && document.activeElement !== range) { cross.replaceChildren(); readout.textContent = hint; } });
    range.addEventListener('input', () => quietly((now) => show(now, Math.min(Number(range.value), now.bars.length - 1))));
    range.addEventListener('focus', () => quietly((now) => show(now, figure.dataset.bar ? Number(range.value) : now.bars.length - 1)));
    const hint = 'Point at a bar, or move the slider, for its prices.';
    readout.textContent = hint;
    canvas.before(readout);
    canvas.after(range);
  }
})();
