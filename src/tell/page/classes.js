// SPDX-License-Identifier: GPL-3.0-or-later
// classes.js - levels in classes of 5 dB and their colours (style.css, --c..);
// the ruler under the large number, and the key of the calendar.
"use strict";

const CLASSES = [35, 40, 45, 50, 55, 60, 65, 70, 75, 80, Infinity]
	.map((below, i, all) => ({
		below, name: `c${i}`,
		text: i === 0 ? "< 35" : i === all.length - 1 ? "≥ 80" :
			`${all[i - 1]}–${below}`,
	}));

const classOf = level => CLASSES.find(c => level < c.below);

// From 20 to 100 dB(A); what is beyond stands at its ends.
const RULER_FROM = 20, RULER_TO = 100;
const along = level => 100 * (Math.min(RULER_TO, Math.max(RULER_FROM, level)) -
	RULER_FROM) / (RULER_TO - RULER_FROM);

function makeRuler(ruler) {
	const bar = make("div", { class: "bar" });
	for (let at = RULER_FROM; at < RULER_TO; at += 5)
		bar.append(make("i", { class: classOf(at).name }));
	const at = (level, className, text) => {
		const e = make("span", { class: className }, text);
		e.style.left = `${along(level)}%`;
		return e;
	};
	const numbers = [];
	for (let l = RULER_FROM; l <= RULER_TO; l += 10)
		numbers.push(at(l, l % 20 ? "tick odd" : "tick", String(l)));
	const pointer = make("b", { class: "pointer" });
	ruler.replaceChildren(
		make("div", { class: "places" }, ...TEXT.ruler
			.map(p => at(p.at, "place", p.is))),
		bar, pointer, make("div", { class: "ticks" }, ...numbers));
}

function pointTo(ruler, level) {
	const pointer = ruler.querySelector(".pointer");
	if (!pointer)
		return;
	pointer.hidden = level === null || level === undefined;
	if (!pointer.hidden)
		pointer.style.left = `${along(level)}%`;
}

function makeKey(list) {
	list.replaceChildren(...CLASSES.map(c => make("li", {},
		make("i", { class: c.name }), c.text)),
		make("li", {}, make("i", { class: "hatch" }), TEXT.noLevel));
}
