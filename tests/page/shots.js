// SPDX-License-Identifier: GPL-3.0-or-later
// shots.js FOLDER - a picture of each screen, in both languages, light and
// dark, on a phone and on a desk: for people to look at.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { browse, Meter, street } = require("./kit.js");

const folder = process.argv[2];
const only = process.argv[3] ? new RegExp(process.argv[3]) : /./;
const SIZES = { desk: { width: 1280, height: 820 },
	phone: { width: 390, height: 844 } };
const SCHEMES = ["light", "dark"];
const LOCALES = { en: "en-GB", fr: "fr-FR" };
const DAY = 86400;

const status = JSON.stringify({ breaches: 0, landlock: 7, programs: ["hear",
	"gate", "keep", "web"].map(name => ({ name, running: true, starts: 1 })) });

// A year of quarters of an hour, and of minutes for the last three days; a
// week away in spring, some hours lost yesterday.
function year() {
	const now = Math.floor(Date.now() / 1000);
	const noon = now - now % DAY - DAY + DAY / 2;
	const coarse = street({ from: now - 380 * DAY, to: noon - 2 * DAY,
		interval: 900, gaps: [[now - 230 * DAY, now - 223 * DAY]] });
	const fine = street({ from: noon - 2 * DAY, to: now - 5, interval: 60,
		gaps: [[noon, noon + 5400], [noon + 30000, noon + 31800]] });
	return [...coarse, ...fine];
}

async function take(browser, meter, { name, hash, wait }) {
	for (const [lang, locale] of Object.entries(LOCALES))
		for (const colorScheme of SCHEMES)
			for (const [size, viewport] of Object.entries(SIZES)) {
				const file = `${name}-${lang}-${colorScheme}-${size}.png`;
				if (!only.test(file))
					continue;
				const page = await browser.newPage({ locale, colorScheme,
					viewport });
				page.on("console", m => console.log(file, m.text()));
				page.on("pageerror", e => console.log(file, e.stack));
				await page.goto(meter.url + hash);
				await page.waitForFunction(wait);
				await page.waitForTimeout(700);
				await page.screenshot({ path: path.join(folder, file),
					fullPage: true });
				await page.close();
			}
}

const local = t => new Date(t).toLocaleDateString("sv", {
	timeZone: "Europe/Paris" });

async function main() {
	fs.mkdirSync(folder, { recursive: true });
	const browser = await browse();
	const meter = await Meter.start({ lines: year(), options: [
		"--operator", "Association du quai, 12 rue des Lilas",
		"--more", "https://example.org/sourdine", "--noise-source", "road"] });
	meter.status(status);
	// Functions, not texts: the page lets no text be run.
	const filled = () => !document.getElementById("days-content").hidden &&
		document.getElementById("days-note").textContent === "";
	const yesterday = local(Date.now() - DAY * 1000);
	const y = Number(yesterday.slice(0, 4));
	const screens = [
		{ name: "now", hash: "#now", wait: () =>
			/\d/.test(document.getElementById("number").textContent) },
		{ name: "day", hash: `#days/${yesterday}`, wait: filled },
		{ name: "week", hash: `#days/${local(Date.now() - 6 * DAY * 1000)}/` +
			local(Date.now()), wait: filled },
		{ name: "month", hash: `#days/${y}-10-01/${y}-10-31`, wait: filled },
		{ name: "year", hash: `#days/${local(Date.now() - 364 * DAY * 1000)}/` +
			local(Date.now()), wait: filled },
		{ name: "box", hash: "#box", wait: () =>
			!document.getElementById("box-content").hidden },
	];
	for (const screen of screens)
		await take(browser, meter, screen);
	if (only.test("notice")) {
		const page = await browser.newPage({ locale: "fr-FR" });
		await page.goto(`${meter.url}#box`);
		await page.waitForFunction(screens[5].wait);
		await page.waitForTimeout(500);
		await page.pdf({ path: path.join(folder, "notice-fr.pdf"),
			format: "A4" });
	}
	await browser.close();
	await meter.end();
	console.log(`screenshots: ${fs.readdirSync(folder).length} in ${folder}`);
}

main().catch(error => {
	console.error(error);
	process.exit(1);
});
