// SPDX-License-Identifier: GPL-3.0-or-later
// charts.js - levels over time: the last ten minutes, and a day of records,
// each with its text.  Where there is no level nothing is drawn but a hatch.
"use strict";

const TEN_MIN_S = 600, DAY_S = 86400;

// One point a second; a second that is not there is a hole.
function tenMinutes() {
	const end = Math.floor(meterNow() / 1000);
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
function stepsOf(list) {
	const x = [], LAeq = [], LAF10 = [], LAF90 = [];
	const put = (t, r) => {
		x.push(t);
		LAeq.push(r ? r.LAeq : null);
		LAF10.push(r ? r.LAF10 : null);
		LAF90.push(r ? r.LAF90 : null);
	};
	const sorted = [...list].sort((a, b) => startOf(a) - startOf(b));

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

// [from, to] of each stretch in which no record has a level.
function gapsOf(list, from, to) {
	const gaps = [];
	let at = from;

	for (const r of [...list].filter(r => r.LAeq !== null)
		.sort((a, b) => startOf(a) - startOf(b))) {
		if (startOf(r) > at)
			gaps.push([at, Math.min(startOf(r), to)]);
		at = Math.max(at, endOf(r));
	}
	if (at < to)
		gaps.push([at, to]);
	return gaps;
}

// Whole tens around the levels, at least 40 dB: a scale that stays put.
function scaleOf(levels) {
	const there = levels.filter(l => l !== null && l !== undefined);

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

// [from, to] of each stretch of seconds without a level.
function missingSeconds() {
	const [x, y] = tenMinutes();
	const gaps = [];

	y.forEach((level, i) => {
		if (level !== null)
			return;
		if (i > 0 && y[i - 1] === null)
			gaps[gaps.length - 1][1] = x[i] + 1;
		else
			gaps.push([x[i], x[i] + 1]);
	});
	// The last two seconds are still on their way.
	return gaps.filter(([from, to]) => to - from > 3 ||
		to < x[x.length - 1] - 1);
}

const color = name => getComputedStyle(document.documentElement)
	.getPropertyValue(`--${name}`).trim();

function hatch(u, gaps) {
	const step = 7 * devicePixelRatio;
	const { left, top, width, height } = u.bbox;

	u.ctx.save();
	u.ctx.strokeStyle = color("hatch");
	u.ctx.lineWidth = devicePixelRatio;
	for (const [from, to] of gaps) {
		const a = Math.max(left, u.valToPos(from, "x", true));
		const b = Math.min(left + width, u.valToPos(to, "x", true));
		if (b <= a)
			continue;
		u.ctx.save();
		u.ctx.beginPath();
		u.ctx.rect(a, top, b - a, height);
		u.ctx.clip();
		u.ctx.beginPath();
		for (let x = a - height - (a - height) % step; x < b; x += step) {
			u.ctx.moveTo(x, top + height);
			u.ctx.lineTo(x + height, top);
		}
		u.ctx.stroke();
		u.ctx.restore();
	}
	u.ctx.restore();
}

// A second between two holes has no line: it is shown as a dot.
function alone(u, at) {
	const y = u.data[at];

	return [...y.keys()].filter(i => y[i] !== null &&
		(y[i - 1] ?? null) === null && (y[i + 1] ?? null) === null);
}

const lineAlone = () => [{ stroke: color("line"), width: 1.75,
	points: { show: true, filter: alone, size: 4, width: 0,
		fill: color("line") } }];

function lineAndBand() {
	const edge = { stroke: "transparent", width: 0, points: { show: false },
		paths: uPlot.paths.stepped({ align: 1 }) };
	return [{ ...edge, stroke: color("line"), width: 1.5 }, edge, edge];
}

// What a chart is made of: { title, from(), to(), data(), gaps(),
// time(utc_s), tick(utc_s), series(), bands }.
function makeChart(figure, of) {
	const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
	const box = figure.querySelector(".chart");
	const readout = figure.querySelector(".readout");
	// uPlot reads whole pixels only.
	const font = `${Math.round(0.8 * rem)}px system-ui, sans-serif`;
	const axis = {
		stroke: color("soft"), font, ticks: { show: false },
		grid: { stroke: color("rule"), width: 1 },
	};
	const chart = new uPlot({
		width: box.clientWidth || 300,
		height: box.clientHeight || 200,
		padding: [0.6 * rem, 1.3 * rem, 0, 0],
		legend: { show: false },
		cursor: { drag: { x: false, y: false }, y: false,
			points: { show: false } },
		scales: {
			x: { range: () => [of.from(), of.to()] },
			y: { range: u => scaleOf(u.data.slice(1).flat()) },
		},
		axes: [
			{ ...axis, size: 1.9 * rem * (of.lines || 1), space: 4 * rem,
			splits: of.splits, values: (u, at) => at.map(of.tick),
			incrs: [60, 120, 300, 600, 3600, 7200, 10800, 21600,
				43200] },
			{ ...axis, size: 2.4 * rem, space: 1.6 * rem,
			incrs: [10, 20], values: (u, at) => at.map(String) },
		],
		series: [{}, ...of.series()],
		bands: of.bands ? [{ series: [2, 3], fill: color("fill") }] : [],
		hooks: {
			drawClear: [u => hatch(u, of.gaps())],
			setCursor: [u => {
				const i = u.cursor.idx;
				readout.textContent = i === null || i === undefined ? "" :
					`${of.time(u.data[0][i])}   ` +
					`${decibel(u.data[1][i])} ${TEXT.unit}`;
			}],
		},
	}, of.data(), box);

	box.setAttribute("aria-label", fill(TEXT.chartOf, { title: of.title() }));
	return { chart, box, draw: () => chart.setData(of.data()) };
}

// The lowest and the highest level, and how much is missing, in words.
function describe(element, levels, missing) {
	const there = levels.filter(l => l !== null);

	say(element, there.length === 0 ? TEXT.nothing :
		fill(TEXT.levels, { min: decibel(Math.min(...there)),
			max: decibel(Math.max(...there)) }) + " " + missing);
}

// --------------------------------------------- the two of the screen Now

const nowEnd = () => meterNow() / 1000;
let tenChart = null, dayChart = null;

function makeNowCharts() {
	for (const c of [tenChart, dayChart])
		c && c.chart.destroy();
	tenChart = makeChart($("ten"), {
		title: () => TEXT.tenTitle, series: lineAlone, data: tenMinutes,
		from: () => nowEnd() - TEN_MIN_S, to: nowEnd,
		gaps: missingSeconds, time: t => clock(t, offset(), true),
		tick: t => clock(t, offset()),
	});
	dayChart = makeChart($("day"), {
		title: () => TEXT.dayTitle, series: lineAndBand, bands: true,
		data: () => stepsOf(records),
		from: () => nowEnd() - DAY_S, to: nowEnd,
		gaps: () => gapsOf(records, nowEnd() - DAY_S, nowEnd() - (now &&
			now.interval_s ? now.interval_s + 15 : 0)),
		time: t => clock(t, offset()), tick: t => clock(t, offset()),
	});
}

function describeNowCharts() {
	const ten = tenMinutes()[1];
	const holes = missingSeconds().reduce((n, [a, b]) => n + b - a, 0);
	const covered = records.reduce((sum, r) => sum + r.covered_s, 0);
	const missing = Math.max(0, Math.round((DAY_S - covered) / 60));

	describe($("ten-text"), ten, holes ? fill(TEXT.missingSeconds,
		{ n: holes, all: TEN_MIN_S }) : TEXT.nothingMissing);
	describe($("day-text"), records.map(r => r.LAeq), (missing ?
		fill(TEXT.missingTime, { t: minutes(missing) }) :
		TEXT.nothingMissing) +
		(records.some(wasSimulated) ? ` ${TEXT.simulatedPart}` : ""));
}

function drawTen() {
	if (!$("ten").hidden && !$("screen-now").hidden)
		tenChart.draw();
}

function drawDay() {
	if (!$("day").hidden && !$("screen-now").hidden)
		dayChart.draw();
}
