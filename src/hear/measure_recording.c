/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_recording.c - a sound file, read through libsndfile and distrusted.
 * The file's bytes are first looked at in recording_parse. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "measure.h"

/* Nobody records for 700 years: such a length says "unknown". */
#define FRAMES_MAX (INT64_C(1) << 52)

static bool fail(struct recording *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(r->why, sizeof r->why, format, ap);
	va_end(ap);
	return false;
}

static const char *remedy(int error)
{
	switch (error) {
	case ENOENT:
		return "check the name";
	case EACCES:
		return "ask its owner to let you read it";
	case EMFILE:
		return "measure fewer files at a time";
	default:
		return "check that it can be read";
	}
}

void recording_open(struct recording *r, const char *name)
{
	struct stat s;

	*r = (struct recording){.name = name, .fd = STDIN_FILENO};
	if (strcmp(name, "-") != 0)
		r->fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (r->fd < 0 || fstat(r->fd, &s) != 0) {
		int error = errno;

		fail(r, "%s; %s", strerror(error), remedy(error));
	} else if (S_ISDIR(s.st_mode)) {
		fail(r, "is a folder; name the recordings in it");
	} else if (S_ISREG(s.st_mode) && s.st_size == 0) {
		fail(r, "is empty; there is nothing to measure");
	} else if (isatty(r->fd)) {
		fail(r, "is a terminal; name a file, or pipe a recording in");
	}
}

/* Bits of an integer format, and of the integers that a codec gives back.
 * Float formats, and codecs that decode to float, have no rail. */
static int bits_of(int format)
{
	switch (format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_PCM_S8:
	case SF_FORMAT_PCM_U8:
	case SF_FORMAT_DPCM_8:
		return 8;
	case SF_FORMAT_DWVW_12:
		return 12;
	case SF_FORMAT_PCM_16:
	case SF_FORMAT_ALAC_16:
	case SF_FORMAT_DWVW_16:
	case SF_FORMAT_DPCM_16:
	case SF_FORMAT_IMA_ADPCM:
	case SF_FORMAT_MS_ADPCM:
	case SF_FORMAT_VOX_ADPCM:
	case SF_FORMAT_GSM610:
	case SF_FORMAT_G721_32:
	case SF_FORMAT_G723_24:
	case SF_FORMAT_G723_40:
		return 16;
	case SF_FORMAT_ALAC_20:
		return 20;
	case SF_FORMAT_PCM_24:
	case SF_FORMAT_ALAC_24:
	case SF_FORMAT_DWVW_24:
		return 24;
	case SF_FORMAT_PCM_32:
	case SF_FORMAT_ALAC_32:
		return 32;
	default:
		return 0;
	}
}

/* Largest positive code; with 32 bits a float rounds it up to 1. */
static float rail_of(int format, int bits)
{
	switch (format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_ULAW:
		return 32124.0f / 32768.0f; /* ITU-T G.711, code 0x80 */
	case SF_FORMAT_ALAW:
		return 32256.0f / 32768.0f; /* ITU-T G.711, code 0xaa */
	default:
		return bits ? (float)(1.0 - ldexp(1.0, 1 - bits)) : 0.0f;
	}
}

/* Sizes that writers put down when they do not know the length: all ones, or
 * all but the sign, less a header. */
static bool is_unknown_size(int64_t bytes)
{
	return bytes <= 0 || bytes >= FRAMES_MAX || (bytes >> 16) == 0x7fff ||
	       (bytes >> 16) == 0xffff;
}

/* libsndfile measures what is there and only notes in its log that the chunk
 * of samples was to be longer: "data : 76800 (should be 14957)". */
static bool log_says_cut(SNDFILE *file)
{
	static const char *const chunks[] = {
		"data", "SSND", "Data Size", "riff"};
	char log[16384], *rest = log, *line;

	if (sf_command(file, SFC_GET_LOG_INFO, log, sizeof log) <= 0)
		return false;
	while ((line = strtok_r(rest, "\n", &rest)) != NULL) {
		char name[16];
		int64_t said, there;

		if (sscanf(line,
			    " %15[A-Za-z ]: %" SCNd64 " (should be %" SCNd64,
			    name, &said, &there) != 3)
			continue;
		for (size_t i = strlen(name); i > 0 && name[i - 1] == ' '; i--)
			name[i - 1] = '\0';
		for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++)
			if (strcmp(name, chunks[i]) == 0 && said > there &&
				!is_unknown_size(said))
				return true;
	}
	return false;
}

static int bytes_of(int format)
{
	switch (format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_FLOAT:
		return 4;
	case SF_FORMAT_DOUBLE:
		return 8;
	default:
		return bits_of(format) ? bits_of(format) / 8 : 1;
	}
}

/* What the header promises, or 0. */
static int64_t promised_frames(const struct recording *r)
{
	int64_t frames = r->info.frames;
	int bytes = bytes_of(r->info.format) * r->info.channels;

	if (frames <= 0 || frames >= FRAMES_MAX)
		return 0;
	/* In a pipe libsndfile has to believe the size in the header. */
	if (r->pipe && is_unknown_size(frames * bytes))
		return 0;
	return frames;
}

bool recording_parse(struct recording *r)
{
	if (r->why[0])
		return false;
	r->pipe = lseek(r->fd, 0, SEEK_CUR) < 0;
	r->file = sf_open_fd(r->fd, SFM_READ, &r->info, SF_FALSE);
	if (!r->file && r->pipe)
		return fail(r,
			"cannot be read from a pipe (%s); save it as a "
			"file and measure that",
			sf_strerror(NULL));
	if (!r->file)
		return fail(r,
			"is not a recording that can be read (%s); WAV, W64, "
			"RF64, FLAC, AIFF and Ogg files can",
			sf_strerror(NULL));
	if (r->info.channels < 1 || r->info.channels > BITE ||
		(r->info.frames <= 0 && !r->pipe))
		return fail(r,
			"holds no samples; if its recorder was interrupted, "
			"mend the header, for example with sox "
			"--ignore-length");
	if (r->info.samplerate < SLM_RATE_MIN_HZ)
		return fail(r,
			"has %d samples a second, too few to measure "
			"noise; record with 44100 or 48000",
			r->info.samplerate);
	if (r->info.samplerate > SLM_RATE_MAX_HZ)
		return fail(r,
			"has %d samples a second, more than %d; convert "
			"it to 96000",
			r->info.samplerate, SLM_RATE_MAX_HZ);
	r->bits = bits_of(r->info.format);
	r->rail = rail_of(r->info.format, r->bits);
	r->frames = promised_frames(r);
	r->cut = log_says_cut(r->file);
	return true;
}

/* A loop that the compiler may not leave out. */
void measure_wipe(float *x, size_t n)
{
	volatile float *v = x;

	for (size_t i = 0; i < n; i++)
		v[i] = 0.0f;
}

size_t recording_read(struct recording *r, int channel, float *mono)
{
	static float all[BITE];
	size_t channels = (size_t)r->info.channels;
	sf_count_t n =
		sf_readf_float(r->file, all, (sf_count_t)(BITE / channels));

	if (n <= 0)
		return 0;
	for (size_t i = 0; i < (size_t)n; i++)
		mono[i] = all[i * channels + (size_t)channel - 1];
	measure_wipe(all, (size_t)n * channels);
	r->heard += n;
	return (size_t)n;
}

bool recording_is_short(const struct recording *r)
{
	return r->cut || r->heard < r->frames || sf_error(r->file) != 0;
}

void recording_close(struct recording *r)
{
	if (r->file)
		sf_close(r->file);
	if (r->fd > STDIN_FILENO)
		close(r->fd);
	r->file = NULL;
	r->fd = -1;
}
