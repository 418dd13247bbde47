/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_live.c - the lines of the live socket, and those who read them. */
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "../../src/keep/live_server.h"

static struct live_second a_second(int i)
{
	struct live_second s = { 1764000000 + i, { (slm_tenth_db)(i % 1401),
		(uint8_t)(i % SLM_STATES) } };

	if (s.second.state >= SLM_STATE_GAP)
		s.second.LAeq = SLM_NO_LEVEL;
	return s;
}

static void a_line_reads_as_it_was_written(void **state)
{
	struct live_second s, again;
	char line[LIVE_LINE_SIZE];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		s = a_second(i);
		s.utc_s = i % 3 ? s.utc_s * (i % 3) : -s.utc_s;
		size_t length = live_format(line, &s);
		assert_int_equal(length, strlen(line));
		memset(&again, 0x55, sizeof again);
		assert_true(live_parse(&again, line));
		assert_int_equal(again.utc_s, s.utc_s);
		assert_int_equal(again.second.LAeq, s.second.LAeq);
		assert_int_equal(again.second.state, s.second.state);
		line[strlen(line) - 1] = '\0';
		assert_true(live_parse(&again, line));
	}
	s = (struct live_second){ INT64_MIN, { -1, SLM_STATE_UNDER_RANGE } };
	assert_true(live_format(line, &s) < LIVE_LINE_SIZE);
	s = (struct live_second){ 1764000000, { 532, SLM_STATE_OK } };
	live_format(line, &s);
	assert_string_equal(line, "1764000000 532 ok\n");
	s.second = (struct slm_second){ SLM_NO_LEVEL, SLM_STATE_GAP };
	live_format(line, &s);
	assert_string_equal(line, "1764000000 - gap\n");
}

static void what_is_not_a_line_is_refused(void **state)
{
	static const char *const row[] = {
		"", "\n", "1764000000", "1764000000 532", "1764000000 532 ",
		"1764000000 532 loud", "1764000000 -1 ok", "1764000000 1401 ok",
		"1764000000 - ok", "1764000000 532 gap", "1764000000 532 ?",
		" 1764000000 532 ok", "1764000000  532 ok", "1764000000 532 ok ",
		"1764000000 0532 ok", "+1764000000 532 ok", "1764000000 53.2 ok",
		"99999999999999999999 532 ok", "x 532 ok", "1764000000 532 OK",
		"1764000000 532 ok\n1764000001 532 ok\n", "1764000000 532 ok\r\n",
		"1764000000\t532 ok", "1764000000 532\tok",
		"1764000000 99999999 ok", "1764000000 532 okokokokokokokokok",
	};
	struct live_second s = { 7, { 7, 7 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		if (live_parse(&s, row[i]))
			fail_msg("\"%s\" is read as a second", row[i]);
	assert_int_equal(s.utc_s, 7);
}

static void states_have_names(void **state)
{
	(void)state;
	assert_string_equal(live_state_name(SLM_STATE_OK), "ok");
	assert_string_equal(live_state_name(SLM_STATE_OVERLOAD), "overload");
	assert_string_equal(live_state_name(SLM_STATE_UNDER_RANGE),
		"under-range");
	assert_string_equal(live_state_name(SLM_STATE_GAP), "gap");
	assert_string_equal(live_state_name(SLM_STATE_DEAD), "dead");
	assert_string_equal(live_state_name(SLM_STATE_START), "start");
	assert_string_equal(live_state_name(SLM_STATES), "?");
	assert_string_equal(live_state_name(255), "?");
}

/* ------------------------------------------------------------ the socket */

static struct live_server server;
static char path[96];

static int start(void **state)
{
	if (make_scratch(state) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/live", scratch);
	return live_server_open(&server, path);
}

static int stop(void **state)
{
	live_server_close(&server);
	assert_int_equal(access(path, F_OK), -1);
	return remove_scratch(state);
}

/* Whatever the server has to do now. */
static void turn(void)
{
	struct pollfd p[LIVE_FDS];

	for (;;) {
		live_server_watch(&server, p);
		if (poll(p, LIVE_FDS, 0) <= 0)
			return;
		live_server_turn(&server, p);
	}
}

static int connect_client(void)
{
	int fd = live_connect(path);

	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	turn();
	return fd;
}

static void add_second(int i)
{
	struct live_second s = a_second(i);

	live_server_add(&server, &s);
}

/* Read all that is there; it has to be seconds from `first` on.  Returns how
 * many; *ended: the server has hung up. */
static int read_seconds(int fd, int first, bool *ended)
{
	static char text[LIVE_SECONDS * LIVE_LINE_SIZE];
	struct live_second s, want;
	size_t size = 0;
	ssize_t n;
	int count = 0;

	while ((n = read(fd, text + size, sizeof text - 1 - size)) > 0)
		size += (size_t)n;
	*ended = n == 0 || errno == ECONNRESET;
	text[size] = '\0';
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		want = a_second(first + count++);
		assert_true(live_parse(&s, line));
		assert_int_equal(s.utc_s, want.utc_s);
		assert_int_equal(s.second.LAeq, want.second.LAeq);
		assert_int_equal(s.second.state, want.second.state);
	}
	return count;
}

static int clients(void)
{
	int n = 0;

	for (int i = 0; i < LIVE_CLIENTS; i++)
		n += server.client[i] >= 0;
	return n;
}

static void history_comes_first_then_each_second(void **state)
{
	bool ended;
	int fd = connect_client();

	(void)state;
	assert_int_equal(read_seconds(fd, 0, &ended), 0);
	assert_false(ended);
	for (int i = 0; i < 2000; i++) {
		add_second(i);
		assert_int_equal(read_seconds(fd, i, &ended), 1);
		if (i % 100 != 99)
			continue;
		int late = connect_client();
		int kept = i < LIVE_SECONDS ? i + 1 : LIVE_SECONDS;
		assert_int_equal(read_seconds(late, i + 1 - kept, &ended),
			kept);
		close(late);
		turn();
	}
	assert_int_equal(clients(), 1);
	close(fd);
	turn();
	assert_int_equal(clients(), 0);
}

static void at_most_32_are_let_in(void **state)
{
	int fd[40];
	bool ended;

	(void)state;
	add_second(0);
	for (int i = 0; i < 40; i++)
		fd[i] = connect_client();
	add_second(1);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(read_seconds(fd[i], 0, &ended),
			i < LIVE_CLIENTS ? 2 : 0);
		assert_int_equal(ended, i >= LIVE_CLIENTS);
	}
	assert_int_equal(clients(), LIVE_CLIENTS);
	close(fd[3]);
	turn();
	close(fd[39]);
	fd[3] = connect_client(); /* the place is free again */
	assert_int_equal(read_seconds(fd[3], 0, &ended), 2);
	for (int i = 0; i < 39; i++)
		close(fd[i]);
	turn();
	assert_int_equal(clients(), 0);
}

static void who_does_not_read_is_cut_off_at_once(void **state)
{
	struct timespec before, after;
	int slow = connect_client(), fd = connect_client();
	bool ended;
	int n;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &before);
	for (int i = 0; i < 3600; i++) {
		add_second(i);
		assert_int_equal(read_seconds(fd, i, &ended), 1);
	}
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true(after.tv_sec - before.tv_sec < 5);
	assert_int_equal(clients(), 1);
	n = read_seconds(slow, 0, &ended);
	assert_true(ended);
	assert_true(n >= 30 && n < 3000);
	close(slow);
	close(fd);
	turn();
}

static void a_client_is_never_read(void **state)
{
	int fd = connect_client();
	bool ended;

	(void)state;
	assert_int_equal(send(fd, "GET / HTTP/1.0\n", 15, MSG_NOSIGNAL), -1);
	assert_int_equal(errno, EPIPE);
	add_second(0);
	assert_int_equal(read_seconds(fd, 0, &ended), 1);
	assert_false(ended);
	close(fd);
	turn();
}

static void the_socket_is_private_and_its_own(void **state)
{
	static struct live_server second;
	struct stat st;
	char file[128], longer[200];
	FILE *f;
	int left;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	assert_int_equal(live_server_open(&second, path), EADDRINUSE);
	live_server_close(&second);
	assert_int_equal(access(path, F_OK), 0);

	/* The keeper dies: its file is left, and nobody listens. */
	left = server.listener;
	server.listener = -1;
	close(left);
	assert_int_equal(live_connect(path), -1);
	assert_int_equal(errno, ECONNREFUSED);
	assert_int_equal(live_server_open(&server, path), 0);

	snprintf(file, sizeof file, "%s/file", scratch);
	f = fopen(file, "w");
	assert_non_null(f);
	fputs("kept", f);
	fclose(f);
	assert_int_equal(live_server_open(&second, file), ENOTSOCK);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_size, 4);
	assert_int_equal(live_connect(file), -1);

	memset(longer, 'x', sizeof longer - 1);
	longer[0] = '/';
	longer[sizeof longer - 1] = '\0';
	assert_int_equal(live_server_open(&second, longer), ENAMETOOLONG);
	assert_int_equal(live_connect(longer), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(live_server_open(&second, "/nowhere/live"), ENOENT);
	assert_int_equal(live_connect("/nowhere/live"), -1);
	assert_int_equal(errno, ENOENT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_reads_as_it_was_written),
		cmocka_unit_test(what_is_not_a_line_is_refused),
		cmocka_unit_test(states_have_names),
		TEST(history_comes_first_then_each_second),
		TEST(at_most_32_are_let_in),
		TEST(who_does_not_read_is_cut_off_at_once),
		TEST(a_client_is_never_read),
		TEST(the_socket_is_private_and_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
