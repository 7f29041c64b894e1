/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a world writes is read by our reader and by the tools of the blktrace package.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <blkpath/plug.h>

#include <input/limits_source.h>
#include <input/trace_reader.h>
#include <null/null.h>
#include <output/blktrace_file.h>

#include "bp_test.h"

/* The tools leave files where they run, so all of it lies in a folder of its own. */
#define FOLDER "blktrace-file-test"
#define NAME FOLDER "/t"
#define TRACE NAME ".blktrace.0"

struct world {
	struct bp_env env;
	struct bp_ram *ram;
	struct bp_null *null;
	struct bio_set bs;
};

static int in_folder(void **state)
{
	(void)state;
	return mkdir(FOLDER, 0777) && errno != EEXIST;
}

static int remove_folder(void **state)
{
	(void)state;
	return system("rm -rf " FOLDER);
}

static void world_init(struct world *w)
{
	struct bp_limits_doc doc;
	struct bp_null_config config = { .name = "null0",
					 .nr_hw_queues = 1,
					 .queue_depth = 32,
					 .nr_cpus = 1,
					 .capacity_sectors = 1 << 20,
					 .latency_ns = 1000,
					 .limits = &doc.limits };

	assert_int_equal(bp_limits_load("default", NULL, &doc, NULL), 0);
	doc.limits.max_sectors = 2560;
	doc.limits.max_hw_sectors = 2560;
	doc.limits.max_segments = 168;
	config.queue_flags = doc.queue_flags | 1ul << QUEUE_FLAG_WC;
	bp_env_init(&w->env);
	w->ram = bp_ram_new(&w->env);
	assert_non_null(w->ram);
	assert_int_equal(bp_null_create(&w->env, w->ram, &config, &w->null), 0);
	w->null->disk.major = 8;
	w->null->disk.first_minor = 16;
	bioset_init(&w->env, &w->bs, 0, true);
}

static void world_fini(struct world *w)
{
	bp_null_destroy(w->null);
	bp_ram_free(w->ram);
	bp_env_fini(&w->env);
}

static void end(struct bio *bio)
{
	bio_put(bio);
}

static void submit(struct world *w, unsigned opf, sector_t sector, unsigned pages)
{
	struct bio *bio = bio_alloc_bioset(&w->env, GFP_KERNEL, pages, &w->bs);

	assert_non_null(bio);
	bio->bi_opf = opf;
	bio->bi_disk = &w->null->disk;
	bio->bi_iter.bi_sector = sector;
	bio->bi_end_io = end;
	for (unsigned i = 0; i < pages; i++)
		assert_int_equal(bio_add_page(bio, pfn_to_page(0x1000 + 2 * i), 4096, 0), 4096);
	submit_bio(bio);
}

/* The famous read, a flush, two writes that merge under a plug, and a failed run of nothing. */
static void run(struct world *w)
{
	struct blk_plug plug;

	submit(w, REQ_OP_READ, 0, 256);
	while (bp_null_run(w->null))
		w->env.now_ns += 500;
	w->env.now_ns += 100000;
	submit(w, REQ_OP_WRITE | REQ_PREFLUSH | REQ_SYNC, 0, 0);
	blk_start_plug(&w->env, &plug);
	submit(w, REQ_OP_WRITE | REQ_SYNC, 4096, 2);
	submit(w, REQ_OP_WRITE | REQ_SYNC, 4112, 1);
	blk_finish_plug(&w->env, &plug);
	w->env.now_ns += 3000000;
	submit(w, REQ_OP_READ | REQ_META, 8, 1);
	for (unsigned i = 0; i < 20; i++) {
		w->env.now_ns += 100000;
		bp_null_run(w->null);
	}
}

static void write_trace(void)
{
	struct bp_blktrace_file *file;
	struct bp_error err = { 0 };
	struct world w;

	world_init(&w);
	assert_int_equal(bp_blktrace_file_open(TRACE, &w.env, &file, &err), 0);
	run(&w);
	assert_int_equal(bp_blktrace_file_commit(file, &err), 0);
	assert_null(w.env.sinks);
	world_fini(&w);
}

struct seen {
	char actions[256];
	struct bp_trace_io first[128]; /* by letter */
};

static void read_trace(struct seen *seen)
{
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	unsigned n = 0;
	int rc;

	memset(seen, 0, sizeof(*seen));
	assert_int_equal(bp_trace_open(TRACE, &reader, &err), 0);
	assert_string_equal(bp_trace_format(reader), "blktrace v7");
	bp_trace_select(reader, NULL);
	while ((rc = bp_trace_next(reader, &io, &err)) > 0) {
		assert_int_equal(io.major, 8);
		assert_int_equal(io.minor, 16);
		assert_int_equal(io.pid, 1);
		if (!strchr(seen->actions, io.action))
			seen->first[(int)io.action] = io;
		assert_true(n < sizeof(seen->actions) - 1);
		seen->actions[n++] = io.action;
	}
	if (rc)
		fail_msg("%s", err.text);
	bp_trace_close(reader);
}

static void file__written__is_read_back_event_by_event(void **state)
{
	struct seen seen;

	(void)state;
	write_trace();
	read_trace(&seen);
	/* Q |--------1344--------X---704---| */
	assert_memory_equal(seen.actions, "QX", 2);
	assert_int_equal(seen.first['Q'].bytes, 1 << 20);
	assert_int_equal(seen.first['Q'].opf, REQ_OP_READ);
	assert_int_equal(seen.first['X'].bytes, 1344 * 512);
	assert_int_equal(seen.first['X'].to_sector, 1344);
	assert_int_equal(seen.first['D'].bytes, 1344 * 512);
	assert_int_equal(seen.first['C'].bytes, 1344 * 512);
	assert_int_equal(seen.first['M'].sector, 4112);
	assert_int_equal(seen.first['M'].opf, REQ_OP_WRITE | REQ_SYNC);
	for (const char *p = "QXGDCMPU"; *p; p++)
		assert_non_null(strchr(seen.actions, *p));
}

static void file__aborted__nothing_appears(void **state)
{
	struct bp_blktrace_file *file;
	struct bp_error err = { 0 };
	struct world w;
	struct stat st;

	(void)state;
	world_init(&w);
	assert_int_equal(bp_blktrace_file_open(TRACE, &w.env, &file, &err), 0);
	bp_blktrace_file_origin(file, 77, "a name longer than sixteen bytes");
	run(&w);
	unlink(TRACE);
	bp_blktrace_file_abort(file);
	bp_blktrace_file_abort(NULL);
	assert_null(w.env.sinks);
	assert_int_not_equal(stat(TRACE, &st), 0);
	world_fini(&w);
}

static void file__no_such_folder__says_so_and_nobody_listens(void **state)
{
	struct bp_blktrace_file *file;
	struct bp_error err = { 0 };
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_int_equal(bp_blktrace_file_open("/nonexistent/x", &env, &file, &err), -ENOENT);
	assert_string_equal(err.file, "/nonexistent/x");
	assert_null(file);
	assert_null(env.sinks);
	bp_env_fini(&env);
}

/* Runs a command; its two outputs go to a file. */
static int command(const char *line, char *output, size_t size)
{
	char shell[512];
	FILE *file;
	size_t got;
	int rc;

	snprintf(shell, sizeof(shell), "cd " FOLDER " && %s > t.out 2>&1", line);
	rc = system(shell);
	file = fopen(NAME ".out", "r");
	assert_non_null(file);
	got = fread(output, 1, size - 1, file);
	output[got] = '\0';
	fclose(file);
	return rc;
}

static bool installed(const char *tool)
{
	char line[64];
	char output[256];

	snprintf(line, sizeof(line), "command -v %s", tool);
	return command(line, output, sizeof(output)) == 0;
}

static void file__blkparse_and_btt__read_it_without_complaint(void **state)
{
	static char output[65536];

	(void)state;
	if (!installed("blkparse") || !installed("btt"))
		t_leave_out("no blkparse or no btt");
	write_trace();
	assert_int_equal(command("blkparse -i t -d t.bin", output, sizeof(output)), 0);
	assert_non_null(strstr(output, "Q   R 0 + 2048 [blkpath]"));
	assert_non_null(strstr(output, "X   R 0 / 1344 [blkpath]"));
	assert_non_null(strstr(output, "C   R 1344 + 704 [0]"));
	assert_non_null(strstr(output, "8,16"));
	assert_null(strstr(output, "skipped"));
	assert_null(strstr(output, "ad trace"));
	assert_null(strstr(output, "missing"));
	assert_int_equal(command("btt -i t.bin", output, sizeof(output)), 0);
	assert_non_null(strstr(output, "Q2C"));
	assert_null(strstr(output, "rror"));
}

static void file__iowatcher__draws_it(void **state)
{
	static char output[65536];

	(void)state;
	if (!installed("iowatcher"))
		t_leave_out("no iowatcher");
	write_trace();
	assert_int_equal(command("iowatcher -t t -o t.svg", output, sizeof(output)), 0);
	assert_int_equal(access(NAME ".svg", R_OK), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(file__written__is_read_back_event_by_event),
		cmocka_unit_test(file__aborted__nothing_appears),
		cmocka_unit_test(file__no_such_folder__says_so_and_nobody_listens),
		cmocka_unit_test(file__blkparse_and_btt__read_it_without_complaint),
		cmocka_unit_test(file__iowatcher__draws_it),
	};

	return cmocka_run_group_tests(tests, in_folder, remove_folder);
}
