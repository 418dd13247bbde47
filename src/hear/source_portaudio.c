/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source_portaudio.c - the microphone, by blocking reads.  The only file that
 * knows PortAudio. */
#include <portaudio.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run/language.h"
#include "quiet.h"
#include "source.h"
#include "../run/exit_codes.h"

/* Asked of the device's buffer: what hear may be kept from running, s. */
#define BUFFER_S 0.4

static struct {
	PaStream *stream;
	int channels; /* as opened */
	int channel;  /* the one that is heard, from 0 */
	bool never_repeats;
	float frames[SOURCE_BLOCK_MAX * SOURCE_CHANNELS_MAX];
} mic;

static PaError initialize(void)
{
	/* Neither a server that was not asked for, nor a plug-in where the name
	 * says hardware. */
	setenv("JACK_NO_START_SERVER", "1", 1);
	unsetenv("PA_ALSA_PLUGHW");
	return Pa_Initialize();
}

static const char *api_of(const PaDeviceInfo *d)
{
	const PaHostApiInfo *api = Pa_GetHostApiInfo(d->hostApi);

	return api ? api->name : "?";
}

/* PortAudio calls the hardware itself "CARD: DEVICE (hw:0,0)"; any other name
 * may be a sound server or a plug-in. */
static bool is_raw(const PaDeviceInfo *d)
{
	return strcmp(api_of(d), "ALSA") == 0 && strstr(d->name, " (hw:");
}

/* The only device whose name contains `part`; counts them. */
static PaDeviceIndex find_part(const char *part, int *matches)
{
	PaDeviceIndex found = paNoDevice;

	*matches = 0;
	for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++) {
		const PaDeviceInfo *d = Pa_GetDeviceInfo(i);
		if (d->maxInputChannels > 0 && strstr(d->name, part)) {
			found = i;
			++*matches;
		}
	}
	return *matches == 1 ? found : paNoDevice;
}

static PaDeviceIndex find(const char *name, int *matches)
{
	*matches = 0;
	if (strcmp(name, "default") == 0)
		return Pa_GetDefaultInputDevice();
	for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++) {
		const PaDeviceInfo *d = Pa_GetDeviceInfo(i);
		if (d->maxInputChannels > 0 && strcmp(d->name, name) == 0)
			return i;
	}
	return find_part(name, matches);
}

/* Two channels come before one: a plug-in or a server that is asked for one
 * would hand over the mean of both, not the channel that was chosen. */
static PaError start(PaDeviceIndex device, const struct microphone *m)
{
	int most = Pa_GetDeviceInfo(device)->maxInputChannels;
	const int counts[] = {m->channel < 2 ? 2 : m->channel, m->channel,
		most < SOURCE_CHANNELS_MAX ? most : SOURCE_CHANNELS_MAX};
	PaError e = paInvalidChannelCount;

	mic.channel = m->channel - 1;
	for (int i = 0; i < 3; i++) {
		PaStreamParameters p = {.device = device,
			.channelCount = counts[i],
			.sampleFormat = paFloat32,
			.suggestedLatency = BUFFER_S};
		if (counts[i] < m->channel || counts[i] > most)
			continue;
		mic.channels = counts[i];
		e = Pa_OpenStream(&mic.stream, &p, NULL, m->rate_hz,
			m->rate_hz / SOURCE_BLOCKS_PER_S,
			paClipOff | paDitherOff, NULL, NULL);
		if (e == paNoError)
			return Pa_StartStream(mic.stream);
	}
	return e;
}

/* Hand over the channel that is heard, and wipe all of them. */
static void pick(float *block, size_t n)
{
	for (size_t i = 0; i < n; i++)
		block[i] = mic.frames[i * (size_t)mic.channels +
				      (size_t)mic.channel];
	for (volatile float *f = mic.frames;
		f < mic.frames + n * (size_t)mic.channels; f++)
		*f = 0;
}

enum sound microphone_read(float *block, size_t n, bool *drained)
{
	PaError e = Pa_ReadStream(mic.stream, mic.frames, n);
	signed long waiting;

	if (e != paNoError && e != paInputOverflowed)
		return SOUND_ENDS;
	pick(block, n);
	waiting = Pa_GetStreamReadAvailable(mic.stream);
	if (waiting < 0)
		return SOUND_ENDS;
	*drained = (size_t)waiting < n;
	return e == paInputOverflowed ? SOUND_OVERRAN : SOUND_COMES;
}

/* A device that opens may still deliver nothing: wait for a first block. */
static bool delivers(uint32_t rate_hz)
{
	static float block[SOURCE_BLOCK_MAX];
	const PaStreamInfo *info = Pa_GetStreamInfo(mic.stream);
	bool drained;

	if (!info || info->sampleRate < 0.999 * rate_hz ||
		info->sampleRate > 1.001 * rate_hz)
		return false;
	if (microphone_read(block, rate_hz / SOURCE_BLOCKS_PER_S, &drained) ==
		SOUND_ENDS)
		return false;
	for (volatile float *b = block; b < block + SOURCE_BLOCK_MAX; b++)
		*b = 0;
	return true;
}

static const char *why_not(PaError e)
{
	const PaHostErrorInfo *host = Pa_GetLastHostErrorInfo();

	return e == paUnanticipatedHostError && host && *host->errorText
		       ? host->errorText
		       : Pa_GetErrorText(e);
}

static int no_device(const char *name, int matches)
{
	quiet_end();
	if (matches > 1)
		fprintf(stderr,
			_("sourdine-hear: \"%s\" is part of %d devices' names, "
			"give more of it; `sourdine devices` lists them\n"),
			name, matches);
	else if (strcmp(name, "default") == 0)
		fputs(_("sourdine-hear: no default microphone; plug one in; "
			"`sourdine devices` lists them, `microphone` in the "
			"configuration chooses one\n"), stderr);
	else
		/* PortAudio does not list hardware that is busy. */
		fprintf(stderr,
			_("sourdine-hear: no microphone is named \"%s\", or "
			"another program is using it; `sourdine devices` "
			"lists them, `microphone` in the configuration chooses "
			"one\n"), name);
	return EXIT_INPUT;
}

static int not_usable(const struct microphone *m, const char *why)
{
	quiet_end();
	fprintf(stderr,
		_("sourdine-hear: microphone \"%s\" cannot be opened at "
		"%u Hz with channel %d: %s; `sourdine devices` lists them, "
		"`microphone` in the configuration chooses one\n"),
		m->device, (unsigned)m->rate_hz, m->channel, why);
	return EXIT_INPUT;
}

int microphone_open(const struct microphone *m, bool *raw)
{
	PaDeviceIndex device;
	int matches;
	PaError e;

	quiet_begin();
	e = initialize();
	if (e != paNoError)
		return not_usable(m, why_not(e));
	device = find(m->device, &matches);
	if (device == paNoDevice)
		return no_device(m->device, matches);
	if (Pa_GetDeviceInfo(device)->maxInputChannels < m->channel)
		return not_usable(m, _("it has fewer channels"));
	e = start(device, m);
	if (e != paNoError)
		return not_usable(m, why_not(e));
	if (!delivers(m->rate_hz))
		return not_usable(m, _("it delivers no sound"));
	*raw = is_raw(Pa_GetDeviceInfo(device));
	mic.never_repeats =
		*raw && !strstr(Pa_GetDeviceInfo(device)->name, "Loopback");
	quiet_for_good();
	return EXIT_OK;
}

bool microphone_never_repeats(void)
{
	return mic.never_repeats;
}

void microphone_close(void)
{
	Pa_AbortStream(mic.stream);
	Pa_CloseStream(mic.stream);
	Pa_Terminate();
}

/* The usual rates that the device takes, as "44.1 48 96". */
static const char *rates_of(PaDeviceIndex device, char text[32])
{
	static const struct {
		double hz;
		const char *khz;
	} usual[] = {{44100, "44.1 "}, {48000, "48 "}, {96000, "96 "}};
	int most = Pa_GetDeviceInfo(device)->maxInputChannels;

	*text = '\0';
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		PaStreamParameters p = {.device = device,
			.channelCount = most < 2 ? most : 2,
			.sampleFormat = paFloat32,
			.suggestedLatency = BUFFER_S};
		if (Pa_IsFormatSupported(&p, NULL, usual[i].hz) ==
			paFormatIsSupported)
			strcat(text, usual[i].khz);
	}
	return *text ? text : _("none of 44.1 48 96");
}

/* A device names itself: no control character of its gets out. */
static void print_name(const char *name)
{
	for (const unsigned char *c = (const unsigned char *)name; *c; c++)
		putchar(*c < ' ' || *c == 0x7f ? '?' : *c);
}

static void print_device(PaDeviceIndex i, bool header)
{
	const PaDeviceInfo *d = Pa_GetDeviceInfo(i);
	char text[32];
	const char *rates = rates_of(i, text);

	if (header)
		printf("%-6s  %-8s  %8s  %10s  %-18s  %s\n", _("kind"), _("host"),
			_("channels"), _("default Hz"), _("possible kHz"), _("name"));
	printf("%-6s  %-8s  %8d  %10.0f  %-18s  ", is_raw(d) ? _("raw") : _("server"),
		api_of(d), d->maxInputChannels, d->defaultSampleRate, rates);
	print_name(d->name);
	puts(i == Pa_GetDefaultInputDevice() ? "  (default)" : "");
}

int microphone_list(void)
{
	int shown = 0;
	PaError e;

	quiet_begin();
	e = initialize();
	if (e != paNoError) {
		quiet_end();
		fprintf(stderr,
			_("sourdine-hear: no list of devices: %s; is the "
			"sound system in order?\n"),
			why_not(e));
		return EXIT_INPUT;
	}
	for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++)
		if (Pa_GetDeviceInfo(i)->maxInputChannels > 0)
			print_device(i, shown++ == 0);
	if (shown == 0)
		puts(_("No microphone was found: plug one in, or start the "
		     "sound server."));
	else
		puts(_("\nraw: the hardware itself; server: a sound server or a "
		     "plug-in stands in between."));
	fflush(stdout);
	Pa_Terminate();
	quiet_end();
	return EXIT_OK;
}
