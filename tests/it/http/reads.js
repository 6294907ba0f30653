// What is wrong with the page for those who read it by ear, by keys, or with weak eyes.
(() => {
  const wrong = [];
  const name = (one) => `${one.tagName.toLowerCase()}${one.id ? '#' + one.id : ''}.${one.className.baseVal ?? one.className} "${one.textContent.trim().slice(0, 40)}"`;
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const all = (css) => [...document.querySelectorAll(css)];
  // Every field has a label, every button and link a name.
  for (const one of all('input:not([type=hidden]), select, textarea')) {
    if (!one.labels.length && !one.getAttribute('aria-label')) wrong.push(`no label: ${name(one)}`);
  }
  for (const one of all('a, button')) {
    const words = one.textContent.trim() || one.getAttribute('aria-label') || one.querySelector('img[alt]')?.alt;
    if (!words) wrong.push(`no name: ${name(one)}`);
  }
  for (const one of all('img')) if (!one.alt) wrong.push(`no alternative: ${name(one)}`);
  for (const one of all('[aria-describedby], [aria-labelledby]')) {
    for (const id of `${one.getAttribute('aria-describedby') ?? ''} ${one.getAttribute('aria-labelledby') ?? ''}`.split(/\s+/).filter(Boolean)) {
      if (!document.getElementById(id)) wrong.push(`${name(one)} names #${id}, which is not there`);
    }
  }
  const ids = all('[id]').map((one) => one.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) wrong.push(`two elements are #${id}`);
  // One first heading, no level left out.
  const levels = all('h1, h2, h3, h4').map((one) => Number(one.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) wrong.push(`headings: ${levels}`);
  levels.forEach((level, i) => { if (i > 0 && level > levels[i - 1] + 1) wrong.push(`headings: ${levels}`); });
  // Text against its ground.
  const parts = (colour) => (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  let looked = 0;
  for (const one of all('body *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !seen(one) || one.closest('svg, option, .unseen, .skip')) continue;
    looked += 1;
    const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)}: ${name(one)}`);
    if (parseFloat(getComputedStyle(one).fontSize) < 11) wrong.push(`small type: ${name(one)}`);
  }
  if (looked < 10) wrong.push(`only ${looked} texts were looked at`);
  // Nothing sticks out, and what is pressed is large enough.
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) {
    const out = all('body *').filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll')).map(name);
    wrong.push(`${wide} px in ${innerWidth}: ${out.slice(0, 3)}`);
  }
  for (const one of all('button, input:not([type=hidden]), select, summary')) {
    const { width, height } = one.getBoundingClientRect();
    if (seen(one) && (width < 24 || height < 24)) wrong.push(`${width} × ${height}: ${name(one)}`);
  }
  return wrong;
})()
