// SPDX-License-Identifier: GPL-3.0-or-later
// page.js - the frame: which screen is shown, in which language, and the
// clock that keeps it up to date.
"use strict";

const SCREENS = ["now", "days", "box"];

// "#days/2026-11-01/2026-11-30": a screen, and what it is about.
const place = () => location.hash.slice(1).split("/");

function showScreen() {
	const [name, ...about] = place();
	const screen = SCREENS.includes(name) ? name : "now";

	for (const s of SCREENS)
		$(`screen-${s}`).hidden = s !== screen;
	for (const link of document.querySelectorAll("nav a")) {
		const here = link.getAttribute("href") === `#${screen}`;
		if (here)
			link.setAttribute("aria-current", "page");
		else
			link.removeAttribute("aria-current");
	}
	document.documentElement.dataset.screen = screen;
	document.title = `${$(`nav-${screen}`).textContent} · Sourdine`;
	if (screen === "now") {
		makeNowCharts();
		describeNowCharts();
	} else if (screen === "days") {
		showDays(about);
	} else {
		showBox();
	}
}

function sayAll() {
	sayFixedWords();
	$("language").lang = LANGUAGES.find(l => l !== TEXT.lang);
	makeRuler($("ruler"));
	showNow();
	showScreen();
}

let turns = 0;

function turn() {
	showNow();
	if (document.hidden)
		return;
	if (!calm.matches || turns % 10 === 0)
		drawTen();
	if (turns % 30 === 0) {
		drawDay();
		describeNowCharts();
	}
	// What is read, or stepped through by keys, is not drawn anew meanwhile.
	if (turns % 600 === 599 && $("screen-now").hidden &&
		!document.activeElement.closest("#days-content, input"))
		showScreen();
	turns++;
}

function resized() {
	for (const c of [tenChart, dayChart, profileChart])
		if (c && c.box.clientWidth > 0)
			c.chart.setSize({ width: c.box.clientWidth,
				height: c.box.clientHeight });
	calendarResized();
}

function start() {
	startDays();
	startBox();
	sayAll();
	poll();
	setInterval(turn, 1000);
	dark.addEventListener("change", sayAll);
	$("language").addEventListener("click", () => {
		changeLanguage();
		sayAll();
	});
	$("skip").addEventListener("click", event => {
		event.preventDefault();
		$("main").focus();
	});
	addEventListener("hashchange", showScreen);
	document.addEventListener("visibilitychange", lookedAt);
	new ResizeObserver(resized).observe($("main"));
}

start();
