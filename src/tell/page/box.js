// SPDX-License-Identifier: GPL-3.0-or-later
// box.js - the screen "What leaves this box", and the notice for the wall.
"use strict";

let box = null; // the newest answer of /api/box

// Text of others: nothing in it is markup.
const plain = text => document.createTextNode(text);

const facts = (list, pairs) => list.replaceChildren(...pairs.flatMap(
	([name, value]) => [make("dt", {}, name), make("dd", {},
		...[].concat(value))]));

const rateText = n => n >= 1000 ? n.toLocaleString(
	TEXT.lang === "fr" ? "fr-FR" : "en-GB") : n >= 20 ? String(n) :
	number(n, 1);

// ------------------------------------------------------------------ rates

// On a scale on which ten times as much is one step more.
const RATES = ["stored", "out_of_hear", "speech", "codec", "telephone"];
const rateAlong = n => 100 * (Math.log10(n) + 0.5) / 5.5;

function showRates(r) {
	$("rates").replaceChildren(...RATES.map(key => {
		const bar = make("i", { class: key === "stored" ||
			key === "out_of_hear" ? "ours" : "" });
		bar.style.width = `${Math.max(1, rateAlong(r[key]))}%`;
		return make("li", {}, make("span", {}, TEXT.rate[key]),
			make("span", { class: "track", "aria-hidden": "true" }, bar),
			make("b", {}, fill(TEXT.rateOf, { n: rateText(r[key]) })));
	}));
	say($("rate-text"), fill(TEXT.boxRateText, { stored: number(r.stored, 1),
		day: rateText(Math.round(r.stored_bytes_a_day)), codec: r.codec }));
	say($("rate-honest"), fill(TEXT.boxRateHonest, { text: r.text }));
}

// ------------------------------------------------------------- instrument

const dateTime = iso => fill("{d}, {t}", { d: dateText(iso.slice(0, 10),
	{ day: "numeric", month: "long", year: "numeric" }),
t: iso.slice(11, 16) });

function calibrationText(b) {
	const how = TEXT.boxCalibrations[b.calibration] || b.calibration;
	return b.calibrated_on === null ? how : how + fill(TEXT.boxCalibratedOn, {
		date: dateText(b.calibrated_on.slice(0, 10), { day: "numeric",
			month: "long", year: "numeric" }),
		days: Math.max(0, Math.floor((meterNow() -
			Date.parse(b.calibrated_on)) / dayMs)),
	});
}

function showInstrument(b) {
	const pairs = [];
	if (b.place)
		pairs.push([TEXT.boxPlace, TEXT.place[b.place] + (b.height_m === null ?
			"" : `, ${fill(TEXT.boxHeight, { n: number(b.height_m, 1) })}`)],
		[TEXT.boxPath, TEXT.boxPaths[b.source]],
		[TEXT.boxCalibration, calibrationText(b)],
		[TEXT.boxNoise, b.self_noise === null ? TEXT.boxNoiseUnknown :
			`${decibel(b.self_noise)} ${TEXT.unit}`],
		[TEXT.boxSince, dateTime(b.since)]);
	pairs.push([TEXT.boxRecords, String(b.records)],
		[TEXT.boxSoftware, [plain(b.software), ...(b.identity ?
			[make("code", {}, plain(b.identity))] : [])]]);
	facts($("instrument"), pairs);
}

function showSeal(seal) {
	facts($("seal"), !seal ? [] : [
		[TEXT.boxKey, make("code", {}, plain(seal.public_key))],
		[TEXT.boxHead, seal.head ? [plain(fill(TEXT.boxHeadOf,
			{ n: seal.head.n, time: dateTime(seal.head.signed) })),
		make("code", {}, plain(seal.head.signature))] : TEXT.boxNoSeal],
	]);
	say($("seal-none"), seal ? "" : TEXT.boxNoSeal);
}

// Each locks itself in before it works, or does not start.
function showLocks(b) {
	say($("locks-none"), b.programs.length ? fill(b.landlock ?
		TEXT.boxLandlock : TEXT.boxNoLandlock, { n: b.landlock }) :
		TEXT.boxLocksNone);
	facts($("locks"), b.programs.map(p => [[p.name],
		[plain((p.running ? TEXT.boxRunning : TEXT.boxNotRunning) +
			(p.starts > 1 ? `, ${fill(TEXT.boxStarts,
				{ n: p.starts })}` : ""))]]));
	say($("breaches"), b.breaches === null ? "" : fill(TEXT.boxBreaches,
		{ n: b.breaches }));
}

function showProof(proof) {
	say($("proof-last"), proof ? fill(TEXT.boxProofLast, {
		time: dateTime(proof.time), all: proof.claims.length,
		good: proof.claims.filter(c => c.holds).length }) :
		TEXT.boxProofNone);
	$("claims").replaceChildren(...(proof ? proof.claims : []).map(c =>
		make("li", c.holds ? {} : { class: "warning" },
			plain(`${c.claim}: ${c.holds ? TEXT.boxHolds :
				TEXT.boxFails}`))));
}

// ----------------------------------------------------------------- notice

function showNotice(b) {
	const often = howOften(b.interval_s || 60);
	const { operator, more } = b.notice;
	say($("notice-what"), fill(TEXT.noticeWhat, { often }));
	say($("notice-cannot"), fill(TEXT.noticeCannot,
		{ stored: number(b.rates.stored, 1), codec: b.rates.codec }));
	$("notice-who").textContent = operator ?
		fill(TEXT.noticeWho, { operator }) : TEXT.noticeWhoBlank;
	$("notice-who").classList.toggle("blank", !operator);
	$("notice-more").textContent = more ? fill(TEXT.noticeMore, { more }) : "";
	$("notice-key").textContent = b.seal ? fill(TEXT.noticeKey,
		{ key: b.seal.public_key }) : "";
	const code = $("notice-qr");
	const path = `/api/notice-qr.svg?lang=${TEXT.lang}`;
	if (code.getAttribute("src") !== path)
		code.setAttribute("src", path);
	code.alt = fill(TEXT.noticeQr, { what: more || TEXT.noticeQrText });
}

function drawBox() {
	const b = box;
	if (!b)
		return;
	say($("box-seen"), b.access === "local" ? TEXT.boxSeen :
		TEXT.boxSeenOther);
	$("stored").replaceChildren(...TEXT.boxStoredList.map(l =>
		make("li", {}, fill(l.is, { often: howOften(b.interval_s || 60) }))));
	$("never").replaceChildren(...TEXT.boxNeverList.map(l =>
		make("li", {}, l.is)));
	showRates(b.rates);
	showInstrument(b);
	showSeal(b.seal);
	showLocks(b);
	showProof(b.proof);
	showNotice(b);
	$("box-content").hidden = false;
}

async function showBox() {
	drawBox();
	try {
		box = await get("/api/box");
		say($("box-note"), "");
		drawBox();
	} catch (error) {
		$("box-note").dataset.said = "";
		$("box-note").textContent = fill(TEXT.notAnswered,
			{ why: error.message });
	}
}

function startBox() {
	$("print").addEventListener("click", () => print());
}
