/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_web_door.c - addresses to listen on, peers, and Host headers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <string.h>

#include "../../src/tell/web/door.h"

static struct sockaddr_storage address(const char *text)
{
	struct sockaddr_storage a;
	socklen_t size;

	assert_true(web_listen_parse(&a, &size, text));
	return a;
}

static bool is_loopback(const char *text)
{
	struct sockaddr_storage a = address(text);

	return web_is_loopback((struct sockaddr *)&a);
}

static bool is_ours(const char *host, const char *local)
{
	struct sockaddr_storage a = address(local);

	return web_host_is_ours(host, (struct sockaddr *)&a);
}

static void an_address_to_listen_on_is_numeric_and_has_a_port(void **state)
{
	static const char *const right[] = { "127.0.0.1:8094", "0.0.0.0:1",
		"[::1]:8094", "[::]:65535", "localhost:8094",
		"192.168.1.20:80" };
	char too_long[100] = "[";
	const char *const wrong[] = { "", ":", "8094", "127.0.0.1",
		"127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
		"127.0.0.1:99999999999", "127.0.0.1:+80", "127.0.0.1: 80",
		"127.0.0.1:80x", "127.0.0.256:80", "127.1:80", "::1:8094",
		"[::1]", "[::1]8094", "[::1:8094", "[127.0.0.1]:80",
		"[]:80", "example.org:80", "[::1%lo]:80", too_long };
	struct sockaddr_storage a;
	socklen_t size;

	(void)state;
	memset(too_long + 1, '1', 80);
	strcpy(too_long + 81, "]:80");
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
		if (!web_listen_parse(&a, &size, right[i]))
			fail_msg("refused: %s", right[i]);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (web_listen_parse(&a, &size, wrong[i]))
			fail_msg("taken: %s", wrong[i]);
}

static void the_address_is_the_one_that_was_written(void **state)
{
	struct sockaddr_storage a = address("192.168.1.20:8094");
	struct sockaddr_in *four = (struct sockaddr_in *)&a;

	(void)state;
	assert_int_equal(four->sin_family, AF_INET);
	assert_int_equal(ntohl(four->sin_addr.s_addr), 0xc0a80114);
	assert_int_equal(ntohs(four->sin_port), 8094);
}

static void only_127_and_the_one_address_of_ipv6_are_loopback(void **state)
{
	(void)state;
	assert_true(is_loopback("127.0.0.1:1"));
	assert_true(is_loopback("127.255.3.9:1"));
	assert_true(is_loopback("[::1]:1"));
	assert_true(is_loopback("[::ffff:127.0.0.1]:1"));
	assert_false(is_loopback("128.0.0.1:1"));
	assert_false(is_loopback("126.255.255.255:1"));
	assert_false(is_loopback("0.0.0.0:1"));
	assert_false(is_loopback("192.168.1.20:1"));
	assert_false(is_loopback("[::]:1"));
	assert_false(is_loopback("[::2]:1"));
	assert_false(is_loopback("[::ffff:10.0.0.1]:1"));
	assert_false(is_loopback("[fe80::1]:1"));
	/* IPv4-compatible, long abandoned: not ours */
	assert_false(is_loopback("[::127.0.0.1]:1"));
}

static void a_socket_in_the_file_system_is_this_machine(void **state)
{
	struct sockaddr a = { .sa_family = AF_UNIX };

	(void)state;
	assert_true(web_is_loopback(&a));
}

static void this_device_has_three_names_and_its_address(void **state)
{
	static const char *const ours[] = { "localhost", "LocalHost:1",
		"localhost:8094", "127.0.0.1", "127.0.0.1:65535", "[::1]",
		"[::1]:8094", "192.168.1.20", "192.168.1.20:99" };
	static const char *const not_ours[] = { "", "example.org",
		"example.org:8094", "localhost.example.org", "localhost.",
		"127.0.0.1.example.org", "127.0.0.2", "192.168.1.21",
		"localhost:", "localhost:x", "localhost:0", "localhost:80:80",
		"::1", "[::1", "[::2]", "[localhost]", "127.0.0.1 ",
		" localhost", "2130706433", "0x7f.1", "user@localhost",
		"localhost/", "localhost,example.org" };

	(void)state;
	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
		if (!is_ours(ours[i], "192.168.1.20:8094"))
			fail_msg("refused: %s", ours[i]);
	for (size_t i = 0; i < sizeof not_ours / sizeof not_ours[0]; i++)
		if (is_ours(not_ours[i], "192.168.1.20:8094"))
			fail_msg("taken: %s", not_ours[i]);
}

static void a_request_without_a_name_is_not_ours(void **state)
{
	struct sockaddr_storage a = address("127.0.0.1:8094");

	(void)state;
	assert_false(web_host_is_ours(NULL, (struct sockaddr *)&a));
}

static void the_address_counts_in_ipv6_too(void **state)
{
	(void)state;
	assert_true(is_ours("[fd00::7]:8094", "[fd00::7]:8094"));
	assert_true(is_ours("[FD00:0::7]", "[fd00::7]:8094"));
	assert_false(is_ours("[fd00::8]", "[fd00::7]:8094"));
	/* a socket for both families says 10.0.0.1 like this */
	assert_true(is_ours("10.0.0.1", "[::ffff:10.0.0.1]:8094"));
	assert_false(is_ours("10.0.0.2", "[::ffff:10.0.0.1]:8094"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_address_to_listen_on_is_numeric_and_has_a_port),
		cmocka_unit_test(the_address_is_the_one_that_was_written),
		cmocka_unit_test(
			only_127_and_the_one_address_of_ipv6_are_loopback),
		cmocka_unit_test(a_socket_in_the_file_system_is_this_machine),
		cmocka_unit_test(this_device_has_three_names_and_its_address),
		cmocka_unit_test(a_request_without_a_name_is_not_ours),
		cmocka_unit_test(the_address_counts_in_ipv6_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
