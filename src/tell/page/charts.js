// SPDX-License-Identifier: GPL-3.0-or-later
// charts.js - the last ten minutes and the last 24 hours, as charts, as a
// sentence and as a table.  Words and data are page.js's.
"use strict";

const TEN_MIN_S = 600, DAY_S = 86400;
let charts = [];

// One point a second; a second that is not there is a hole.
function tenMinutes() {
	const end = Math.floor(Date.now() / 1000);
	const known = new Map(seconds);
	const x = [], y = [];

	for (let t = end - TEN_MIN_S; t < end; t++) {
		x.push(t);
		y.push(known.get(t) ?? null);
	}
	return [x, y];
}

// One step a record, from its start to its end; nothing between two that do
// not touch.
function dayOfRecords() {
	const x = [], LAeq = [], LAF10 = [], LAF90 = [];
	const put = (t, r) => {
		x.push(t);
		LAeq.push(r ? r.LAeq : null);
		LAF10.push(r ? r.LAF10 : null);
		LAF90.push(r ? r.LAF90 : null);
	};
	const sorted = [...records].sort((a, b) => startOf(a) - startOf(b));

	sorted.forEach((r, i) => {
		const next = sorted[i + 1];
		put(startOf(r), r);
		if (!next || startOf(next) > endOf(r)) {
			put(endOf(r) - 1, r);
			put(endOf(r), null);
		}
	});
	return [x, LAeq, LAF10, LAF90];
}

// Whole tens around the levels, at least 40 dB: a scale that stays put.
function scaleOf(levels) {
	const there = levels.filter(l => l !== null);

	if (there.length === 0)
		return [20, 80];
	let low = 10 * Math.floor((Math.min(...there) - 3) / 10);
	let high = 10 * Math.ceil((Math.max(...there) + 3) / 10);
	while (high - low < 40) {
		high += 10;
		if (high - low < 40)
			low -= 10;
	}
	return [low, high];
}

function makeChart(figure, title, seconds_s, data, series, bands) {
	const style = getComputedStyle(document.documentElement);
	const color = name => style.getPropertyValue(`--${name}`).trim();
	const box = figure.querySelector(".chart");
	const readout = figure.querySelector(".readout");
	const rem = parseFloat(style.fontSize);
	// uPlot reads whole pixels only.
	const font = `${Math.round(0.8 * rem)}px system-ui, sans-serif`;
	const axis = {
		stroke: color("soft"), font,
		grid: { stroke: color("rule"), width: 1 },
		ticks: { show: false },
	};
	const chart = new uPlot({
		width: box.clientWidth || 300,
		height: box.clientHeight || 200,
		padding: [0.6 * rem, 1.3 * rem, 0, 0],
		legend: { show: false },
		cursor: { drag: { x: false, y: false }, y: false,
			points: { show: false } },
		scales: {
			x: { range: () => {
				const end = Date.now() / 1000;
				return [end - seconds_s, end];
			} },
			y: { range: u => scaleOf(u.data.slice(1).flat()) },
		},
		axes: [
			{ ...axis, size: 1.9 * rem, space: 4 * rem,
			values: (u, at) => at.map(t => clock(t)),
			incrs: [60, 120, 300, 600, 3600, 7200, 10800, 21600,
				43200] },
			{ ...axis, size: 2.4 * rem, space: 1.6 * rem,
			incrs: [10, 20] },
		],
		series: [{}, ...series(color)],
		bands: bands ? bands(color) : [],
		hooks: { setCursor: [u => {
			const i = u.cursor.idx;
			readout.textContent = i === null || i === undefined ? "" :
				`${clock(u.data[0][i], seconds_s <= 3600)}   ` +
				`${decibel(u.data[1][i])} ${TEXT.unit}`;
		}] },
	}, data(), box);

	box.setAttribute("aria-label", fill(TEXT.chartOf, { title }));
	return { chart, box, draw: () => chart.setData(data()) };
}

// A second between two holes has no line: it is shown as a dot.
function alone(u, at) {
	const y = u.data[at];

	return [...y.keys()].filter(i => y[i] !== null &&
		(y[i - 1] ?? null) === null && (y[i + 1] ?? null) === null);
}

function makeCharts() {
	for (const c of charts)
		c.chart.destroy();
	charts = [
		makeChart($("ten"), TEXT.tenTitle, TEN_MIN_S, tenMinutes,
			color => [{ stroke: color("line"), width: 1.75,
				points: { show: true, filter: alone, size: 4,
					width: 0, fill: color("line") } }]),
		makeChart($("day"), TEXT.dayTitle, DAY_S, dayOfRecords,
			color => {
				const edge = { stroke: "transparent", width: 0,
					points: { show: false },
					paths: uPlot.paths.stepped({ align: 1 }) };
				return [{ ...edge, stroke: color("line"), width: 1.5 },
					edge, edge];
			},
			color => [{ series: [2, 3], fill: color("fill") }]),
	];
}

function describe(element, levels, missing) {
	const there = levels.filter(l => l !== null);

	say(element, there.length === 0 ? TEXT.nothing :
		fill(TEXT.levels, { min: decibel(Math.min(...there)),
			max: decibel(Math.max(...there)) }) + " " + missing);
}

function describeCharts() {
	const ten = tenMinutes()[1];
	const holes = ten.filter(l => l === null).length;
	const covered = records.reduce((sum, r) => sum + r.covered_s, 0);
	const minutes = Math.max(0, Math.round((DAY_S - covered) / 60));

	describe($("ten-text"), ten, holes ? fill(TEXT.missingSeconds,
		{ n: holes, all: TEN_MIN_S }) : TEXT.nothingMissing);
	describe($("day-text"), records.map(r => r.LAeq), (minutes ?
		fill(TEXT.missingTime, { n: minutes }) : TEXT.nothingMissing) +
		(records.some(wasSimulated) ? ` ${TEXT.simulatedPart}` : ""));
}

// The energy mean of [level, weight] pairs; null when there is none.
function meanLevel(pairs) {
	let energy = 0, weight = 0;
	for (const [level, w] of pairs) {
		if (level === null)
			continue;
		energy += w * 10 ** (level / 10);
		weight += w;
	}
	return weight > 0 ? 10 * Math.log10(energy / weight) : null;
}

function showHours() {
	const hours = new Map();

	for (const r of records) {
		const hour = new Date(startOf(r) * 1000).setMinutes(0, 0, 0) / 1000;
		// Two series are two places or microphones: never one mean.
		const key = `${hour} ${r.series}`;
		hours.set(key, [...hours.get(key) ?? [], r]);
	}
	$("hours").replaceChildren(...[...hours.values()].reverse()
		.map(of => {
			const max = of.map(r => r.LAFmax).filter(l => l !== null);
			const row = document.createElement("tr");
			const first = startOf(of[0]);
			const cells = [clock(first - first % 60),
				printed(meanLevel(of.map(r => [r.LAeq, r.covered_s]))),
				printed(max.length ? Math.max(...max) : null),
				percent(of.reduce((n, r) => n + r.covered_s, 0) /
					Math.max(3600, of.reduce(
						(n, r) => n + r.interval_s, 0)))];
			cells.forEach((text, i) => {
				const cell = document.createElement(i ? "td" : "th");
				if (!i)
					cell.scope = "row";
				cell.textContent = text;
				row.append(cell);
			});
			return row;
		}));
}

function drawTen() {
	if (!$("ten").hidden)
		charts[0].draw();
}

function drawDay() {
	charts[1].draw();
	showHours();
}
