/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bad use and bad input: exit 2, one line that says where, which key and what is allowed; nothing
 * on the output stream.
 */
#include <string.h>

#include "run.h"

#define REAL "@/tests/golden/real/loop-linux-6.18/"

#define IOLOG "fio version 2 iolog\n/dev/a add\n/dev/a open\n"

struct bad {
	const char *name;
	bp_command_fn *command;
	const char *arguments[9];
	const char *says; /* part of the message */
};

static const struct bad flags[] = {
	{ "no bytes", bp_cmd_explain, { "explain" }, "blkpath: --bytes: missing" },
	{ "negative size", bp_cmd_explain, { "explain", "--bytes", "-1" }, "--bytes: \"-1\"" },
	{ "kB", bp_cmd_explain, { "explain", "--bytes", "4kB" }, "--bytes: \"4kB\"" },
	{ "hex size", bp_cmd_explain, { "explain", "--bytes", "0x10" }, "--bytes: \"0x10\"" },
	{ "odd size", bp_cmd_explain, { "explain", "--bytes", "1000" }, "a multiple of 512" },
	{ "zero size", bp_cmd_explain, { "explain", "--bytes", "0" }, "--bytes: " },
	{ "huge size", bp_cmd_explain, { "explain", "--bytes", "4G" }, "--bytes: " },
	{ "wrapping size",
	  bp_cmd_explain,
	  { "explain", "--bytes", "99999999999999999999T" },
	  "--bytes: " },
	{ "fraction", bp_cmd_explain, { "explain", "--bytes", "1.5M" }, "--bytes: \"1.5M\"" },
	{ "negative sector",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--sector", "-1" },
	  "--sector: \"-1\"" },
	{ "unknown op",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--op", "frobnicate" },
	  "--op: " },
	{ "unknown layout",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--layout", "heap" },
	  "--layout: " },
	{ "layout address without 0x",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--layout", "dma=1000" },
	  "--layout: " },
	{ "unknown rules",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--rules", "v9" },
	  "--rules: unknown rule set \"v9\"; allowed: v5.2, v6.1, v6.18" },
	{ "dma layout without dma-direct",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--rules", "v6.1", "--layout", "dma=0x1000" },
	  "--layout: rule set v6.1 has page bios only; I/O by bus address is allowed under: v5.2" },
	{ "dma layout of a replay",
	  bp_cmd_replay,
	  { "replay", REAL "fio.iolog", "--rules", "v6.18", "--layout", "dma=0x1000" },
	  "--layout: rule set v6.18 has page bios only" },
	{ "dma limit",
	  bp_cmd_limits,
	  { "limits", "--rules", "v6.1", "--set", "dma_direct=1" },
	  "blkpath: dma_direct: rule set v6.1 has page bios only" },
	{ "dma scenario",
	  bp_cmd_explain,
	  { "explain", "@/tests/golden/direct.yaml", "--rules", "v6.1" },
	  "direct.yaml:4: dma_direct: rule set v6.1 has page bios only" },
	{ "defect of the RFC",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--rules", "v6.1", "--defect", "def-4" },
	  "--defect: DEF-4 is of I/O by bus address, which rule set v6.1 has not; allowed: " },
	{ "defect of the RFC in a replay",
	  bp_cmd_replay,
	  { "replay", REAL "fio.iolog", "--rules", "v6.1", "--defect", "def-4" },
	  "--defect: DEF-4 " },
	{ "defect of the RFC and a scenario",
	  bp_cmd_explain,
	  { "explain", "@/tests/golden/gap.yaml", "--rules", "v6.1", "--defect", "all" },
	  "--defect: DEF-2 " },
	{ "vectors of the RFC",
	  bp_cmd_conform,
	  { "conform", "@/tests/conform/vectors/rfc1-fixed-dma.jsonl", "--rules", "v6.1" },
	  "rfc1-fixed-dma.jsonl:1: id: rule set v6.1 has page bios only" },
	{ "vectors without the RFC under its defects",
	  bp_cmd_conform,
	  { "conform", "@/tests/conform/vectors/linux-6.1-page.jsonl", "--defect", "def-4" },
	  "linux-6.1-page.jsonl:1: id: DEF-4 is of I/O by bus address" },
	{ "unknown defect",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--defect", "DEF-1" },
	  "--defect: unknown defect \"DEF-1\"; allowed: " },
	{ "set without value",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--set", "x" },
	  "--set: \"x\"; allowed: KEY=VALUE" },
	{ "set unknown key",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--set", "speed=9" },
	  "speed: " },
	{ "set impossible",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--set", "chunk_sectors=3" },
	  "chunk_sectors" },
	{ "set over 32 bits",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--set", "max_sectors=4294967296" },
	  "max_sectors: " },
	{ "set zero",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--set", "max_segments=0" },
	  "max_segments" },
	{ "beyond the device",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--sector", "1", "--device-sectors", "8" },
	  "--sector: the I/O ends at sector 9; the device has 8" },
	{ "no such limits",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4k", "--limits", "none" },
	  "none" },
	{ "unknown option",
	  bp_cmd_explain,
	  { "explain", "--bites", "4k" },
	  "blkpath: --bites: unknown option; allowed: --limits --set" },
	{ "unknown short option", bp_cmd_explain, { "explain", "-x" }, "-x: unknown option" },
	{ "option of another command",
	  bp_cmd_explain,
	  { "explain", "--out", "x" },
	  "--out: unknown option" },
	{ "missing value", bp_cmd_explain, { "explain", "--bytes" }, "--bytes: needs a value" },
	{ "value for a flag",
	  bp_cmd_explain,
	  { "explain", "--json=1" },
	  "--json=1: takes no value" },
	{ "two scenarios", bp_cmd_explain, { "explain", "a", "b" }, "b: one argument too many" },
	{ "no such scenario", bp_cmd_explain, { "explain", "/nowhere.yaml" }, "/nowhere.yaml" },
	{ "scenario and flags",
	  bp_cmd_explain,
	  { "explain", "a.yaml", "--bytes", "4k" },
	  "--bytes: not with a scenario file" },
	{ "no trace", bp_cmd_replay, { "replay" }, "replay: an argument is missing" },
	{ "no such trace", bp_cmd_replay, { "replay", "/nowhere" }, "/nowhere" },
	{ "foreign trace", bp_cmd_replay, { "replay", REAL "job.fio" }, "job.fio" },
	{ "zero depth",
	  bp_cmd_replay,
	  { "replay", REAL "fio.iolog", "--depth", "0" },
	  "--depth: " },
	{ "no queue",
	  bp_cmd_replay,
	  { "replay", REAL "fio.iolog", "--queues", "0" },
	  "--queues: \"0\" is not allowed: a decimal number from 1 to 64" },
	{ "data of another kind",
	  bp_cmd_replay,
	  { "replay", REAL "fio.iolog", "--data", "check" },
	  "--data: \"check\" is not allowed: none or verify" },
	{ "unknown scheduler",
	  bp_cmd_replay,
	  { "replay", "x", "--scheduler", "bfq" },
	  "--scheduler: unknown scheduler \"bfq\"; allowed: none, sorted" },
	{ "out in no folder",
	  bp_cmd_replay,
	  { "replay", REAL "blk-ftrace.txt.gz", "--out", "/nowhere/x" },
	  "/nowhere/x" },
	{ "out in no file",
	  bp_cmd_replay,
	  { "replay", REAL "blk-ftrace.txt.gz", "--out", "" },
	  "--out: is empty; allowed: the name of a file" },
	{ "trace beyond the device",
	  bp_cmd_replay,
	  { "replay", REAL "blk-ftrace.txt.gz", "--device-sectors", "8" },
	  "blk-ftrace.txt.gz:1: sector: the I/O ends at sector 2048; the device has 8" },
	{ "unknown id", bp_cmd_defects, { "defects", "DEF-99" }, "DEF-99: unknown id; allowed: " },
	{ "vectors in no file", bp_cmd_conform, { "conform", "/dev/null" }, "no case in it" },
	{ "set a larger I/O than the device does",
	  bp_cmd_limits,
	  { "limits", "--set", "max_sectors=16", "--set", "max_hw_sectors=8" },
	  "max_sectors is 16 (0x10), must be 1 to max_hw_sectors" },
	{ "addresses past 2^64",
	  bp_cmd_replay,
	  { "replay", REAL "fio.iolog", "--layout", "dma=0xffffffffffffff00" },
	  "fio.iolog:4: bytes: a vector by bus address was refused: " },
	{ "scenario that is no file",
	  bp_cmd_explain,
	  { "explain", "/dev/null" },
	  "/dev/null: is a device: a regular file is allowed" },
	{ "scenario that is a directory",
	  bp_cmd_explain,
	  { "explain", "/" },
	  "/: is a directory: a regular file is allowed" },
	{ "no such directory", bp_cmd_limits, { "limits", "/nowhere" }, "/nowhere" },
};

static void refused(const struct bad *bad, const char *const *arguments)
{
	struct t_run run;

	t_run(&run, bad->command, arguments);
	if (run.status != BP_EXIT_USAGE || *run.out || !strstr(run.err, bad->says) ||
	    strncmp(run.err, "blkpath: ", 9) || strchr(run.err, '\n') != strrchr(run.err, '\n'))
		fail_msg("%s: exit %d\nout: %s\nerr: %s\nwant: %s", bad->name, run.status, run.out,
			 run.err, bad->says);
	t_run_free(&run);
}

static void options__bad_use__exit_2_and_what_is_allowed(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(flags); i++)
		refused(&flags[i], flags[i].arguments);
}

/* Files that are wrong: their text, and what is said of them after the file's name. */
static const struct {
	bp_command_fn *command;
	const char *name;
	const char *text;
	const char *says;
} files[] = {
	{ bp_cmd_explain, "explain", "ios: [\n", ":" },
	{ bp_cmd_explain, "explain", "ios: []\n", ":1: an empty list: one entry or more" },
	{ bp_cmd_explain, "explain", "ios: 3\n", ":1: ios: no list: a list" },
	{ bp_cmd_explain, "explain", "ios:\n  - 3\n", ":2: no mapping: key: value pairs" },
	{ bp_cmd_explain, "explain", "seed: [1]\nios: [{ op: read, bytes: 4k }]\n",
	  ":1: seed: a list: one value is allowed" },
	{ bp_cmd_explain, "explain", "ios:\n  - { op: read, vectors: [[0x1000]] }\n",
	  ":2: a vector lacks a value: [ADDRESS, BYTES]" },
	{ bp_cmd_explain, "explain", "ios:\n  - { op: read, vectors: [[0x1000, 1, 2]] }\n",
	  ":2: a vector has too many values: [ADDRESS, BYTES]" },
	{ bp_cmd_explain, "explain", "ios:\n  - { op: read, dma: true, vectors: [[0x1000, 4k]] }\n",
	  ":2: vectors: the queue takes no I/O by bus address: dma_direct = 1" },
	{ bp_cmd_explain, "explain",
	  "queue: { dma_direct: 1 }\nios:\n  - { op: read, dma: true, vectors: [[0x1000, 0]] }\n",
	  ":3: vectors: a vector by bus address was refused: 512 to 2147483136 bytes" },
	{ bp_cmd_explain, "explain",
	  "device: { capacity_sectors: 4 }\nios:\n  - { op: read, vectors: [[0x1000, 4k]] }\n",
	  ":3: vectors: sectors 0 to 8 reach beyond the device" },
	{ bp_cmd_explain, "explain", "name: x\n", "ios" },
	{ bp_cmd_explain, "explain", "speed: 3\nios: [{ op: read, bytes: 4k }]\n", ":1: speed" },
	{ bp_cmd_explain, "explain", "ios:\n  - { op: read, bytes: 4kB }\n", ":2: " },
	{ bp_cmd_explain, "explain", "ios:\n  - { op: read, bytes: -1 }\n", ":2: " },
	{ bp_cmd_explain, "explain", "ios:\n  - { op: read, bytes: 0x1000 }\n", ":2: " },
	{ bp_cmd_explain, "explain", "ios:\n  - { op: read, bytes: 4k, colour: red }\n", "colour" },
	{ bp_cmd_explain, "explain",
	  "device: { capacity_sectors: 8 }\nios:\n  - { op: read, sector: 8, bytes: 4k }\n",
	  ":3: " },
	{ bp_cmd_explain, "explain",
	  "queue: { chunk_sectors: 3 }\nios: [{ op: read, bytes: 4k }]\n", "chunk_sectors" },
	{ bp_cmd_limits, "limits", "max_sectors = 8\nspeed = 3\n", ":2: speed: " },
	{ bp_cmd_limits, "limits", "max_sectors = -1\n", ":1: max_sectors: " },
	{ bp_cmd_limits, "limits", "max_segment_size = 4kB\n", ":1: max_segment_size: " },
	{ bp_cmd_limits, "limits", "nonsense\n", ":1: " },
	{ bp_cmd_replay, "replay", "", ":" },
	{ bp_cmd_replay, "replay", IOLOG "/dev/a read 0\n", ":4: " },
	{ bp_cmd_replay, "replay", IOLOG "/dev/a read 0 100\n", ":4: length: " },
	{ bp_cmd_replay, "replay", "fio version 9 iolog\n", ":" },
};

static void files__bad_input__exit_2_with_file_and_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(files); i++) {
		char *file = t_file(files[i].text);
		const struct bad bad = { files[i].text, files[i].command, { 0 }, files[i].says };

		refused(&bad, T_ARGS(files[i].name, file));
		t_file_free(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options__bad_use__exit_2_and_what_is_allowed),
		cmocka_unit_test(files__bad_input__exit_2_with_file_and_line),
	};

	return cmocka_run_group_tests_name("bad_input", tests, NULL, NULL);
}
