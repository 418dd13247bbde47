// SPDX-License-Identifier: GPL-3.0-or-later
// calendar.js - the hours of many days as a picture: a column a day, a row an
// hour; a cell is filled as far as the hour was measured, in its class' colour.
"use strict";

// An hour of a day as clocks show it: { day, k, hour, offset_s, start }.
// Where clocks go back an hour comes twice: then the two share one cell.
function hoursOf(day) {
	const start = Date.parse(day.start) / 1000;
	return day.hours.after_s.map((after, k) => {
		const offset_s = day.offsets.filter(o => o.after_s <= after).pop()
			.utc_offset_s;
		const clock = new Date((start + after + offset_s) * 1000);
		return { day, k, offset_s, start: start + after,
			hour: clock.getUTCHours(), LAeq: day.hours.LAeq[k],
			coverage: day.hours.coverage[k] };
	});
}

const offsetText = s => `UTC${s < 0 ? "−" : "+"}${Math.floor(Math.abs(s) /
	3600)}${s % 3600 ? `:${two(Math.abs(s) % 3600 / 60)}` : ""}`;

// "02:00", and on a day with two of them "02:00 UTC+1".
const hourText = h => clock(h.start, h.offset_s) +
	(h.day.offsets.length > 1 ? ` ${offsetText(h.offset_s)}` : "");

const CELL = { width: 30, height: 16 }, ROWS = 24;

function put(svg, tag, attributes, text) {
	const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
	for (const [name, value] of Object.entries(attributes))
		e.setAttribute(name, value);
	if (text !== undefined)
		e.textContent = text;
	svg.append(e);
	return e;
}

const square = (x, y, w, h) => `M${x.toFixed(2)} ${y.toFixed(2)}h${
	w.toFixed(2)}v${h.toFixed(2)}h${(-w).toFixed(2)}z`;

// Where each hour lies: { ...hour, x, y, width, height }, in one list.
function layOut(days, width, height) {
	const cells = [];
	days.forEach((day, column) => {
		const hours = hoursOf(day);
		for (const h of hours) {
			const same = hours.filter(o => o.hour === h.hour);
			const share = width / same.length;
			cells.push({ ...h, y: h.hour * height, height,
				x: column * width + same.indexOf(h) * share,
				width: share });
		}
	});
	return cells;
}

// One path a class: a year is 8760 cells, and eleven elements.
function paint(svg, cells, gap) {
	const pattern = put(put(svg, "defs", {}), "pattern", { id: "hatching",
		width: 4, height: 4, patternUnits: "userSpaceOnUse" });
	put(pattern, "path", { d: "M-1 1l2-2M0 4l4-4M3 5l2-2" });
	const paths = new Map();
	const add = (name, d) => paths.set(name, (paths.get(name) || "") + d);

	for (const c of cells) {
		const w = c.width - gap, h = c.height - gap;
		const filled = c.LAeq === null ? 0 : Math.max(0.12, c.coverage) * h;
		if (c.start > meterNow() / 1000)
			continue; // an hour to come is not a gap
		if (filled < h - 0.01)
			add("hatch", square(c.x, c.y, w, h - filled));
		if (filled > 0)
			add(classOf(c.LAeq).name,
				square(c.x, c.y + h - filled, w, filled));
	}
	for (const [name, d] of paths)
		put(svg, "path", { class: name, d });
}

// The rows' hours, and the columns' days or months.
function label(svg, days, size, width) {
	for (let hour = 0; hour < ROWS; hour += 3)
		put(svg, "text", { x: -6, y: hour * size.height + size.height / 2,
			class: "hour" }, two(hour));
	const long = days.length > 45;
	let last = -Infinity;
	days.forEach((day, i) => {
		const first = day.date.endsWith("-01");
		const x = i * size.width;
		const form = long ? { month: "short" } : days.length > 7 ?
			{ day: "numeric" } : { weekday: "short", day: "numeric" };
		if (long && first)
			put(svg, "path", { class: "month",
				d: `M${x.toFixed(2)} 0V${ROWS * size.height}` });
		if ((long && !first && i > 0) || (x - last) < (long ? 26 : 18))
			return;
		if (long && i === 0 && !first && days[15] &&
			days.slice(1, 16).some(d => d.date.endsWith("-01")))
			return;
		last = x;
		put(svg, "text", { class: "date",
			x: long ? x + 2 : x + size.width / 2,
			y: ROWS * size.height + 14,
			"text-anchor": long ? "start" : "middle" },
		dateText(day.date, form));
	});
}

// Draws into `box`; say(cell) tells which hour is meant, open(date) goes there.
function drawCalendar(box, days, tell, open) {
	const inner = Math.max(240, box.clientWidth - 34);
	const size = { width: Math.min(180, inner / days.length),
		height: days.length <= 7 ? 20 : CELL.height };
	const width = size.width * days.length;
	const svg = put(document.createDocumentFragment(), "svg", {
		width: width + 34, height: ROWS * size.height + 20,
		viewBox: `-30 0 ${width + 34} ${ROWS * size.height + 20}`,
		"aria-hidden": "true",
	});
	const cells = layOut(days, size.width, size.height);

	paint(svg, cells, size.width > 6 ? 1 : 0);
	if (size.width >= 19)
		for (const c of cells)
			if (c.LAeq !== null && c.width >= 14)
				put(svg, "text", { class: `in ${classOf(c.LAeq).name}` +
					(c.coverage < 0.6 ? " partly" : ""),
					x: c.x + c.width / 2, y: c.y + c.height / 2 },
				c.LAeq.toFixed(0));
	label(svg, days, size, width);
	const mark = put(svg, "rect", { class: "mark", visibility: "hidden" });
	box.replaceChildren(svg);

	let at = -1;
	const choose = i => {
		if (i < 0 || i >= cells.length)
			return;
		at = i;
		const c = cells[i];
		for (const [name, value] of Object.entries({ x: c.x, y: c.y,
			width: Math.max(2, c.width), height: c.height,
			visibility: "visible" }))
			mark.setAttribute(name, value);
		tell(c);
	};
	const near = event => {
		const r = svg.getBoundingClientRect();
		const x = event.clientX - r.left - 30, y = event.clientY - r.top;
		return cells.findIndex(c => x >= c.x && x < c.x + c.width &&
			y >= c.y && y < c.y + c.height);
	};
	// The same hour, or the next one where clocks skipped it.
	const beside = step => cells.findIndex(c => at >= 0 &&
		c.hour >= cells[at].hour && days.indexOf(c.day) ===
		days.indexOf(cells[at].day) + step);
	box.onmousemove = event => choose(near(event));
	box.onclick = event => {
		const i = near(event);
		if (i >= 0)
			open(cells[i].day.date);
	};
	box.onkeydown = event => {
		const step = { ArrowUp: () => choose(at - 1),
			ArrowDown: () => choose(at + 1),
			ArrowLeft: () => choose(at < 0 ? 0 : beside(-1)),
			ArrowRight: () => choose(at < 0 ? 0 : beside(1)),
			Enter: () => at >= 0 && open(cells[at].day.date) }[event.key];
		if (step) {
			step();
			event.preventDefault();
		}
	};
}
