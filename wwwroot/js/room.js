// A shared room: tells which control the member has in hand, and marks on the page which the others have.
const controls = 'input, textarea, select';
const marks = new Map();   // by "name field": { control, ring }
let layer, page, listening, inHand, letGo;

const labelOf = control => (control.getAttribute('aria-label')
  ?? (control.labels?.[0]?.querySelector('.visually-hidden, span') ?? control.labels?.[0])?.textContent ?? '').trim();
const nameOf = control => control.id || labelOf(control);
const isOurs = target => target instanceof Element && target.matches(controls) && target.closest('.desk') !== null;

const tell = control => {
  clearTimeout(letGo);
  const name = control && nameOf(control);
  if (name === inHand) return;
  inHand = name;
  page.invokeMethodAsync('Take', name ?? null, control ? labelOf(control) || name : null).catch(() => { /* the circuit is away; the next touch tells */ });
};
const hold = event => { if (isOurs(event.target)) tell(event.target); };
const free = event => {
  if (!isOurs(event.target)) return;
  clearTimeout(letGo);
  letGo = setTimeout(() => { if (!isOurs(document.activeElement)) tell(null); }, 200);
};

export function enter(element, self) {
  [layer, page, listening] = [element, self, new AbortController()];
  const options = { signal: listening.signal };
  for (const taken of ['focusin', 'pointerdown', 'input']) document.addEventListener(taken, hold, options);
  for (const freed of ['focusout', 'pointerup', 'pointercancel']) document.addEventListener(freed, free, options);
}

export function leave() {
  listening?.abort();
  clearTimeout(letGo);
  show([]);
}

export function show(touches) {
  const wanted = new Map(touches.map(touch => [`${touch.name} ${touch.field}`, touch]));
  for (const [key, mark] of marks) if (!wanted.has(key)) { mark.ring.remove(); marks.delete(key); }
  const wasIdle = marks.size === 0;
  for (const [key, touch] of wanted) {
    if (marks.has(key)) continue;
    const ring = document.createElement('i');
    const tag = document.createElement('b');
    tag.textContent = touch.name;
    ring.dataset.touchedBy = touch.name;
    ring.style.setProperty('--hue', touch.hue);
    ring.append(tag);
    layer.append(ring);
    marks.set(key, { field: touch.field, ring });
  }
  if (wasIdle && marks.size > 0) requestAnimationFrame(place);
}

// Controls move with the page and thumbs with their values, so marks are placed anew in each frame while there are any.
function place() {
  if (marks.size === 0) return;
  const home = layer.getBoundingClientRect();
  for (const mark of marks.values()) {
    if (!mark.control?.isConnected) mark.control = [...document.querySelectorAll(`.desk :is(${controls})`)].find(control => nameOf(control) === mark.field);
    const box = mark.control?.getBoundingClientRect();
    mark.ring.hidden = !box || box.width === 0;
    if (mark.ring.hidden) continue;
    const { left, top, width, height } = mark.control.type === 'range' ? thumbOf(mark.control, box) : box;
    mark.ring.classList.toggle('thumb', mark.control.type === 'range');
    Object.assign(mark.ring.style, { width: `${width + 6}px`, height: `${height + 6}px`, transform: `translate(${left - home.left - 3}px, ${top - home.top - 3}px)` });
  }
  requestAnimationFrame(place);
}

function thumbOf(slider, box) {
  const size = 16;
  const share = (slider.value - slider.min) / (slider.max - slider.min);
  return { left: box.left + share * (box.width - size), top: box.top + (box.height - size) / 2, width: size, height: size };
}
