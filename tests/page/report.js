// SPDX-License-Identifier: GPL-3.0-or-later
// report.js - reports and notices as HTML files, in Chromium, without a network
// and without scripts of their own: axe-core, figures, widths, paper.
"use strict";

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { browse } = require("./kit.js");

const BUILD = process.env.BUILD || "build";
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const work = fs.mkdtempSync(path.join(os.tmpdir(), "sourdine-report-page-"));
let passed = 0, failed = 0;

function check(what, good, detail = "") {
	console.log(`${good ? "ok" : "FAILED"} ${what}${good ? "" : `: ${detail}`}`);
	passed += good ? 1 : 0;
	failed += good ? 0 : 1;
}

function make(name, ...args) {
	const file = path.join(work, name);
	const r = spawnSync(path.join(BUILD, "sourdine"), ["--config",
		path.join(work, "conf"), ...args, "-o", file], { encoding: "utf8" });
	check(`${name} is made`, r.status === 0, r.stderr);
	return file;
}

async function look(browser, name, file) {
	const context = await browser.newContext({ javaScriptEnabled: true,
		offline: true, viewport: { width: 1280, height: 900 } });
	const page = await context.newPage();
	const said = [], asked = [];

	page.on("console", m => said.push(m.text()));
	page.on("pageerror", e => said.push(String(e)));
	page.on("request", r => asked.push(r.url()));
	await page.goto(`file://${file}`);
	check(`${name}: it asks for nothing else`, asked.every(u =>
		u.startsWith("file:") || u.startsWith("data:")), asked.join(" "));
	check(`${name}: no script but the numbers`, await page.evaluate(() =>
		[...document.scripts].every(s => s.type === "application/json")));
	check(`${name}: figures are drawn, with words`, await page.evaluate(() =>
		[...document.images].every(i => i.complete && i.naturalWidth > 0 &&
			i.alt.length > 10)));
	for (const width of [320, 1280]) {
		await page.setViewportSize({ width, height: 900 });
		check(`${name}: nothing hangs over ${width} px`, await page.evaluate(
			() => document.documentElement.scrollWidth <= innerWidth));
	}
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run());
	check(`${name}: axe finds nothing`, found.violations.length === 0 &&
		found.passes.length > 10, JSON.stringify(found.violations.map(v =>
		[v.id, v.nodes.map(n => n.target)])));
	check(`${name}: the console is empty`, said.length === 0, said.join("; "));
	await context.close();
}

// Its tables are there, each with a caption and a head.
async function whole(browser, file) {
	const page = await browser.newPage();
	await page.goto(`file://${file}`);
	const tables = await page.evaluate(() => [...document.querySelectorAll(
		"table")].map(t => [t.querySelector("thead th") !== null,
		(t.caption || { textContent: "" }).textContent]));
	const captions = tables.map(t => t[1]).join("; ");
	for (const words of ["deux périodes", "plusieurs emplacements", "type de jour", "Qualité",
		"Essais du calcul"])
		check(`whole study: a table “${words}”`, captions.includes(words),
			captions);
	check("whole study: each table has a head", tables.length > 10 &&
		tables.every(t => t[0]), JSON.stringify(tables));
	await page.close();
}

// Of a broken document axe has to find something: it does look.
async function control(browser, file) {
	const broken = path.join(work, "broken.html");
	fs.writeFileSync(broken, fs.readFileSync(file, "utf8")
		.replace(/ lang="[a-z]+"/, "").replace(/ alt="[^"]*"/g, ""));
	const page = await browser.newPage();
	await page.goto(`file://${broken}`);
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run());
	check("control: without a language and words axe complains", ["image-alt",
		"html-has-lang"].every(id => found.violations.some(v => v.id === id)));
	await page.close();
}

async function main() {
	const store = path.join(work, "month.db");
	const days = ["--from", "2026-03-01", "--to", "2026-03-31", "--zone",
		"Europe/Paris"];

	fs.writeFileSync(path.join(work, "conf"), `store = ${store}\n` +
		"operator = Les Toits calmes\nmore = https://example.org/bruit\n");
	const other = path.join(work, "other.db");
	const weather = path.join(work, "weather.csv");
	check("the month is made", [[store], [other, "31", "10", "35"]].every(args =>
		spawnSync(path.join(BUILD, "tests/tell/make_month"), args)
			.status === 0));
	fs.writeFileSync(weather, "time,rain_mm,wind_m_s\n" +
		"2026-03-23T13:00:00+01:00,0.4,3.1\n" +
		"2026-03-23T14:00:00+01:00,0,7.5\n");
	const files = {};
	for (const lang of ["en", "fr"]) {
		for (const kind of ["neighbourhood", "study"])
			files[`${kind}, ${lang}`] = make(`${kind}-${lang}.html`,
				"report", ...days, "--kind", kind, "--lang", lang);
		files[`day, ${lang}`] = make(`day-${lang}.html`, "report", "--kind",
			"day", "--from", "2026-03-29", "--zone", "Europe/Paris",
			"--lang", lang);
		// all that a study can be asked besides
		files[`whole study, ${lang}`] = make(`whole-${lang}.html`, "report",
			"--from", "2026-03-23", "--to", "2026-03-28", "--before",
			"2026-03-02", "--before-to", "2026-03-07", "--zone",
			"Europe/Paris", "--kind", "study", "--lang", lang,
			"--weather", weather, "--also", other, "--attach", weather,
			"--source", "professional");
		for (const kind of ["wall", "register", "sheet"])
			files[`${kind}, ${lang}`] = make(`${kind}-${lang}.html`,
				"notice", "--kind", kind, "--lang", lang);
	}
	const browser = await browse();
	for (const [name, file] of Object.entries(files))
		await look(browser, name, file);
	await whole(browser, files["whole study, fr"]);
	await control(browser, files["study, fr"]);
	await browser.close();
}

main().catch(e => check("it ran to its end", false, e.stack)).finally(() => {
	fs.rmSync(work, { recursive: true });
	console.log(`report-page: ${passed} passed, ${failed} failed`);
	process.exit(failed > 0 ? 1 : 0);
});
