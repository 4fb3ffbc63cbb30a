"""What a test sees of a page in Chromium: measured in the page itself, because axe measures neither."""

MEASURE = """() => {
  const seen = (one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0 };
  const parse = (text) => {
    const found = text.match(/[\\d.]+/g) || ['0', '0', '0', '0'];
    return [Number(found[0]), Number(found[1]), Number(found[2]), found[3] === undefined ? 1 : Number(found[3])];
  };
  const light = (rgb) => rgb.slice(0, 3)
    .map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, n) => sum + one * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (one) => {
    for (let at = one.parentElement; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return parse(getComputedStyle(document.body).backgroundColor);
  };
  const ratio = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const name = (one) => one.tagName.toLowerCase() + ' ' + (one.name || one.textContent.trim().slice(0, 30));
  const boxed = (one) => one.matches('input[type=radio], input[type=checkbox]') ? one.closest('label') || one : one;
  const inSentence = (one) => one.matches('a') && getComputedStyle(one).display === 'inline';
  const targets = [...document.querySelectorAll('a[href], button, select, summary, textarea, input:not([type=hidden])')]
    .filter(seen).filter((one) => !inSentence(one));
  const small = targets.map(boxed).map((one) => [name(one), one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
    .map(([what, box]) => `${what}: ${Math.round(box.width)}x${Math.round(box.height)}`);
  const edged = [...document.querySelectorAll('button:not(.plain), select, textarea, .button, .choices label, '
    + '.days label, input:not([type=hidden]):not([type=radio]):not([type=checkbox])')].filter(seen);
  const faint = edged.filter((one) => {
    const style = getComputedStyle(one), ground = behind(one);
    return Math.max(ratio(parse(style.borderTopColor), ground), ratio(parse(style.backgroundColor), ground)) < 3;
  }).map(name);
  return {small, faint, wide: document.documentElement.scrollWidth, targets: targets.length, edged: edged.length};
}"""
"""Targets under 44 px, control edges under 3:1 against what lies behind them, and how wide the page is."""

FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const rings = [at, at.closest('label')].filter(Boolean).map((one) => getComputedStyle(one));
  const ring = rings.find((one) => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2);
  return {tag: at.tagName.toLowerCase(), type: at.type || '', name: at.name || at.textContent.trim().slice(0, 40),
          ring: Boolean(ring)};
}"""
"""What has the focus, and whether that shows."""
