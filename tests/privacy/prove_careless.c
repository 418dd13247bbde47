/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove_careless.c - a program that hears as hear does, and takes no care: it
 * leaves blocks of samples behind, in every format that there is.  For
 * prove, to see that what is left behind is found. */
#include <portaudio.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RATE_HZ 48000
#define BLOCK	960
#define BLOCKS	100 /* 2 s */

/* Everything as bytes, either way round. */
static void put(volatile unsigned char *to, const void *from, size_t n, int turn)
{
	for (size_t i = 0; i < n; i++)
		to[i] = ((const unsigned char *)from)[turn ? n - 1 - i : i];
}

/* Leaks one block of each format. */
static void keep(const float *in)
{
	static const size_t sizes[] = {2, 3, 4, 4, 4, 8};

	for (int turn = 0; turn < 2; turn++)
		for (int format = 0; format < 6; format++) {
			size_t size = sizes[format];
			volatile unsigned char *out = malloc(BLOCK * size);

			for (size_t i = 0; out && i < BLOCK; i++) {
				int32_t s = (int32_t)(in[i] * 32768.0f) * 65536;
				int16_t s16 = (int16_t)(s / 65536);
				int32_t s24 = s / 256;
				double f64 = (double)in[i];
				const void *from[] = {&s16, &s24, &s24, &s,
					in + i, &f64};

				put(out + i * size, from[format], size, turn);
			}
		}
}

int main(void)
{
	static float block[2 * BLOCK], one[BLOCK];
	PaStreamParameters p = {.channelCount = 2, .sampleFormat = paFloat32,
		.suggestedLatency = 0.4};
	PaStream *stream;

	if (Pa_Initialize() != paNoError)
		return 4;
	p.device = Pa_GetDefaultInputDevice();
	if (p.device == paNoDevice ||
		Pa_OpenStream(&stream, &p, NULL, RATE_HZ, BLOCK,
			paClipOff | paDitherOff, NULL, NULL) != paNoError ||
		Pa_StartStream(stream) != paNoError)
		return 4;
	for (int i = 0; i < BLOCKS; i++) {
		Pa_ReadStream(stream, block, BLOCK);
		for (int k = 0; k < BLOCK; k++)
			one[k] = block[2 * k];
		keep(one);
	}
	Pa_StopStream(stream);
	if (write(1, "ready\n", 6) == 6)
		pause();
	return 0;
}
