/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board.c - STM32F405 and 407, by reference manual RM0090 (RM below).
 *
 *     crystal 8 MHz   168 MHz core, 42 MHz APB1, 76.8 MHz for I2S
 *     PB12 WS, PB13 CK, PB15 SD   I2S2, master, to the microphone
 *     PA2 TX          USART2, or timer 5 where that is too fast
 *
 * Not yet run on silicon; firmware/README.md says how to bring it up. */
#include "hal.h"
#include "memory.h"

#ifndef CRYSTAL_MHZ
#define CRYSTAL_MHZ 8u
#endif

#define REG(base, offset) (*(volatile uint32_t *)((base) + (offset)))

/* RM 7.3: reset and clock control. */
#define RCC	   0x40023800
#define CR	   REG(RCC, 0x00)
#define PLLCFGR	   REG(RCC, 0x04)
#define CFGR	   REG(RCC, 0x08)
#define APB1RSTR   REG(RCC, 0x20)
#define AHB1ENR	   REG(RCC, 0x30)
#define APB1ENR	   REG(RCC, 0x40)
#define CSR	   REG(RCC, 0x74)
#define PLLI2SCFGR REG(RCC, 0x84)
#define HSEON	   (1u << 16)
#define HSERDY	   (1u << 17)
#define PLLON	   (1u << 24)
#define PLLRDY	   (1u << 25)
#define PLLI2SON   (1u << 26)
#define PLLI2SRDY  (1u << 27)

/* RM 3.9: flash. */
#define FLASH	 0x40023c00
#define ACR	 REG(FLASH, 0x00)
#define KEYR	 REG(FLASH, 0x04)
#define FLASH_SR REG(FLASH, 0x0c)
#define FLASH_CR REG(FLASH, 0x10)
#define BUSY	 (1u << 16)
#define DATA_CACHE	 (1u << 10)
#define DATA_CACHE_RESET (1u << 12)
#define ERRORS	 0x1f2u /* RDERR, PGSERR, PGPERR, PGAERR, WRPERR, OPERR */
#define PSIZE_32 (2u << 8)
#define CR_PG	 (1u << 0)
#define CR_SER	 (1u << 1)
#define CR_START (1u << 16)
#define CR_LOCK	 (1u << 31)

/* RM 28.5: SPI2 as I2S; 10.5: DMA1; 18.4: timer 2; 21.4: watchdog. */
#define SPI2	  0x40003800
#define SPI_CR2	  REG(SPI2, 0x04)
#define SPI_DR	  (SPI2 + 0x0c)
#define I2SCFGR	  REG(SPI2, 0x1c)
#define I2SPR	  REG(SPI2, 0x20)
#define DMA1	  0x40026000
#define LISR	  REG(DMA1, 0x00)
#define LIFCR	  REG(DMA1, 0x08)
#define S3CR	  REG(DMA1, 0x58)
#define S3NDTR	  REG(DMA1, 0x5c)
#define S3PAR	  REG(DMA1, 0x60)
#define S3M0AR	  REG(DMA1, 0x64)
#define S3FCR	  REG(DMA1, 0x6c)
#define S3_ALL	  (0x3du << 22) /* its flags in LISR */
#define S3_HALF	  (1u << 26)
#define S3_FULL	  (1u << 27)
#define S3_IRQ	  14
#define TIM2	  0x40000000
#define IWDG	  0x40003000
#define GPIOA	  0x40020000
#define GPIOB	  0x40020400
#define NVIC_ISER REG(0xe000e100, 0)

static uint32_t core_hz = 16000000, apb1_hz = 16000000, timer_hz = 16000000;
static uint32_t reset_flags;
static bool clocks_run;

/* Bounded: on a part that answers, far less passes than this. */
static bool wait_for(volatile uint32_t *reg, uint32_t mask, uint32_t want)
{
	for (uint32_t i = 0; i < 200000; i++)
		if ((*reg & mask) == want)
			return true;
	return false;
}

/* RM 7.3.2: crystal / CRYSTAL_MHZ * 336 / 2 = 168 MHz.  RM 28.4.4, table 127:
 * crystal / CRYSTAL_MHZ * 384 / 5 = 76.8 MHz = 48 kHz * 64 * 25, exactly. */
static bool start_clocks(void)
{
	CR |= HSEON;
	if (!wait_for(&CR, HSERDY, HSERDY))
		return false;
	PLLCFGR = CRYSTAL_MHZ | 336u << 6 | 0u << 16 | 1u << 22 | 7u << 24;
	PLLI2SCFGR = 384u << 6 | 5u << 28;
	CR |= PLLON | PLLI2SON;
	if (!wait_for(&CR, PLLRDY | PLLI2SRDY, PLLRDY | PLLI2SRDY))
		return false;
	ACR = 5u | 7u << 8;	    /* wait states; prefetch and caches */
	CFGR = 5u << 10 | 4u << 13; /* APB1: a quarter, APB2: half */
	CFGR |= 2u;		    /* from the PLL */
	if (!wait_for(&CFGR, 3u << 2, 2u << 2))
		return false;
	core_hz = 168000000;
	apb1_hz = 42000000;
	timer_hz = 84000000; /* RM 7.2: twice its bus's when that is divided */
	return true;
}

/* Pin `pin` of a port gets alternate function `function`. */
static void set_pin(uint32_t port, unsigned pin, uint32_t function)
{
	volatile uint32_t *mode = (volatile uint32_t *)port;
	volatile uint32_t *afr = mode + 8 + pin / 8;

	*afr = (*afr & ~(15u << pin % 8 * 4)) | function << pin % 8 * 4;
	*mode = (*mode & ~(3u << 2 * pin)) | 2u << 2 * pin;
}

unsigned hal_init(void)
{
	reset_flags = CSR;
	CSR |= 1u << 24;
	clocks_run = start_clocks();
	AHB1ENR |= 1u << 0 | 1u << 1 | 1u << 21;  /* GPIOA, GPIOB, DMA1 */
	/* TIM2, TIM5, SPI2, USART2 */
	APB1ENR |= 1u << 0 | 1u << 3 | 1u << 14 | 1u << 17;
	(void)APB1ENR; /* RM 7.2.16: takes a moment */

	REG(TIM2, 0x28) = timer_hz / 1000000 - 1;
	REG(TIM2, 0x2c) = UINT32_MAX;
	REG(TIM2, 0x14) = 1;
	REG(TIM2, 0x00) = 1;
	return clocks_run ? 0 : HAL_CLOCK_FALLBACK;
}

uint32_t hal_core_hz(void)
{
	return core_hz;
}

void hal_sleep(void)
{
	__asm__ volatile("wfi");
}

uint32_t hal_clock(void)
{
	return REG(TIM2, 0x24);
}

uint32_t hal_clock_hz(void)
{
	return 1000000;
}

/* RM 7.3.21: a brown-out says BORRSTF alone, and what memory held is doubtful. */
enum hal_reset hal_reset_cause(void)
{
	if (reset_flags & (1u << 27 | 1u << 25))
		return HAL_RESET_POWER;
	if (reset_flags & 1u << 29)
		return HAL_RESET_WATCHDOG;
	return HAL_RESET_OTHER;
}

/* Its own 32 kHz, divided by 256: 125 a second. */
void hal_watchdog_start(uint32_t ms)
{
	REG(IWDG, 0x00) = 0x5555;
	REG(IWDG, 0x04) = 6;
	REG(IWDG, 0x08) = ms / 8;
	REG(IWDG, 0x00) = 0xcccc;
}

void hal_watchdog_feed(void)
{
	REG(IWDG, 0x00) = 0xaaaa;
}

/* RM 10.3.17: a stream is changed only once it has stopped.  RM 28.4.7: a port
 * that is stopped within a frame may keep half a sample, and an overrun; the
 * first transfer would take it, and all that follow would be off by a half.
 * Only its reset forgets that. */
bool hal_audio_start(uint32_t rate_hz)
{
	if (!clocks_run || rate_hz != 48000)
		return false;
	APB1RSTR |= 1u << 14;
	S3CR &= ~1u;
	if (!wait_for(&S3CR, 1, 0))
		return false;
	APB1RSTR &= ~(1u << 14);
	LIFCR = S3_ALL;
	S3NDTR = 2 * SAMPLES_HALF_SIZE / 2; /* 16 bits each */
	S3PAR = SPI_DR;
	S3M0AR = SAMPLES_AT;
	S3FCR = 0;
	/* channel 0, first, 16 bits, growing, round and round, both halves */
	S3CR = 3u << 16 | 1u << 13 | 1u << 11 | 1u << 10 | 1u << 8 | 1u << 4 |
	       1u << 3;
	S3CR |= 1;
	NVIC_ISER = 1u << S3_IRQ;
	set_pin(GPIOB, 12, 5);
	set_pin(GPIOB, 13, 5);
	set_pin(GPIOB, 15, 5);
	/* RM 8.4.3: a clock of 3 MHz is more than the slowest pins are for; RM
	 * 8.4.4: a microphone that came off is still, not whatever floats */
	REG(GPIOB, 0x08) |= 1u << 2 * 12 | 1u << 2 * 13;
	REG(GPIOB, 0x0c) = (REG(GPIOB, 0x0c) & ~(3u << 30)) | 2u << 30;
	I2SPR = 12u | 1u << 8; /* 2 * 12 + 1 */
	SPI_CR2 = 1;	       /* received words go to the DMA */
	/* I2S, master that receives, Philips, 32 bits in 32 */
	I2SCFGR = 1u << 11 | 3u << 8 | 2u << 1 | 1u;
	I2SCFGR |= 1u << 10;
	return true;
}

/* The half that is not being filled, which the count says: with both flags at
 * once, it was held up, and either may be the newer. */
uint32_t hal_audio_interrupt(unsigned *half)
{
	uint32_t flags = LISR & (S3_HALF | S3_FULL);

	LIFCR = flags;
	*half = S3NDTR - 1 >= SAMPLES_HALF_SIZE / 2 ? 1 : 0;
	return flags ? SAMPLES_HALF_MAX : 0;
}

/* RM 3.6: while it runs, the processor waits at its next fetch from flash; the
 * timer goes on, so base sees what was lost.  The few lines here may lie in the
 * cache and go on, so it is the timer that bounds them: by the data sheet a
 * sector takes 2 s at most. */
static bool flash_is_idle(void)
{
	uint32_t from = hal_clock();

	while (FLASH_SR & BUSY)
		if (hal_clock() - from > 4 * hal_clock_hz())
			return false;
	return true;
}

static bool flash_end(void)
{
	bool done = flash_is_idle();
	uint32_t errors = FLASH_SR & ERRORS;

	FLASH_SR = errors;
	FLASH_CR = CR_LOCK;
	return done && !errors;
}

static bool flash_begin(uint32_t what)
{
	if (!flash_is_idle())
		return false;
	KEYR = 0x45670123;
	KEYR = 0xcdef89ab;
	FLASH_SR = ERRORS;
	FLASH_CR = PSIZE_32 | what;
	return true;
}

bool hal_flash_program(uint32_t offset, const uint32_t *words, uint32_t n)
{
	volatile uint32_t *at = (volatile uint32_t *)(LOG_AT + offset);
	bool good = true;

	for (uint32_t i = 0; i < n && good; i++) {
		if (!flash_begin(CR_PG))
			return false;
		at[i] = words[i];
		__asm__ volatile("dsb" ::: "memory");
		good = flash_end() && at[i] == words[i];
	}
	return good;
}

/* RM 3.6.2: the cache would still say what lay there. */
bool hal_flash_erase(uint32_t sector)
{
	uint32_t number = LOG_FIRST_SECTOR + sector;
	bool good;

	if (!flash_begin(CR_SER | number << 3))
		return false;
	FLASH_CR |= CR_START;
	__asm__ volatile("dsb" ::: "memory");
	good = flash_end();
	ACR &= ~DATA_CACHE;
	ACR |= DATA_CACHE_RESET;
	ACR &= ~DATA_CACHE_RESET;
	ACR |= DATA_CACHE;
	return good;
}

/* RM 18.4: PWM mode 1, where a compare register that changes at the end of a
 * period makes the whole next one high or low.  Begins high. */
static void start_slow_serial(uint32_t baud)
{
	REG(SLOW_SERIAL_AT, 0x2c) = timer_hz / baud - 1;
	REG(SLOW_SERIAL_AT, 0x3c) = UINT32_MAX;
	REG(SLOW_SERIAL_AT, 0x1c) = 6u << 4 | 1u << 3;
	REG(SLOW_SERIAL_AT, 0x20) = 1u << 8;
	REG(SLOW_SERIAL_AT, 0x0c) = 1; /* the NVIC takes no notice */
	REG(SLOW_SERIAL_AT, 0x14) = 1;
	REG(SLOW_SERIAL_AT, 0x00) = 1;
	set_pin(GPIOA, 2, 2);
}

/* RM 30.3.4: down to apb1_hz / 65535, 641 baud at full speed. */
void hal_serial_start(uint32_t baud)
{
	uint32_t divisor = (apb1_hz + baud / 2) / baud;

	if (divisor > 0xffff) {
		start_slow_serial(baud);
		return;
	}
	set_pin(GPIOA, 2, 7);
	REG(SERIAL_AT, 0x08) = divisor;
	REG(SERIAL_AT, 0x0c) = 1u << 13 | 1u << 3;
}

/* For a debugger. */
static struct hal_fault last_fault __attribute__((used));

void hal_fault(const struct hal_fault *f)
{
	last_fault = *f;
}
