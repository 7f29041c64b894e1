/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of a trace per second through `blkpath replay`: bench_replay LIMITS IOLOG
 *
 * The iolog is written out many times over, so that starting up does not count.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#include "clock.h"

#define RUNS 5
#define COPIES 50

static char *read_all(const char *path, size_t *bytes)
{
	FILE *in = fopen(path, "r");
	char *text = NULL, *line = NULL;
	size_t room = 0;
	ssize_t got;
	FILE *out = open_memstream(&text, bytes);

	if (!in || !out)
		return NULL;
	while ((got = getline(&line, &room, in)) > 0)
		fwrite(line, 1, (size_t)got, out);
	free(line);
	fclose(out);
	fclose(in);
	return text;
}

static unsigned long write_copies(FILE *out, const char *text, size_t bytes)
{
	unsigned long lines = 0;

	for (unsigned i = 0; i < COPIES; i++)
		fwrite(text, 1, bytes, out);
	for (size_t i = 0; i < bytes; i++)
		lines += text[i] == '\n';
	fclose(out);
	return lines * COPIES;
}

int main(int argc, char **argv)
{
	char path[] = "bench-replay-XXXXXX";
	int fd = argc == 3 ? mkstemp(path) : -1;
	double sample[RUNS];
	unsigned long lines;
	size_t bytes = 0;
	char *text = argc == 3 ? read_all(argv[2], &bytes) : NULL;

	if (fd < 0 || !text)
		return 2;
	lines = write_copies(fdopen(fd, "w"), text, bytes);
	free(text);
	for (unsigned i = 0; i < RUNS; i++) {
		char *arguments[] = { "replay", "--limits", argv[1], path, NULL };
		FILE *nowhere = fopen("/dev/null", "w");
		struct bp_cli cli = { .out = nowhere, .err = nowhere };
		double start = bench_cpu_ns();

		if (!nowhere || bp_cmd_replay(&cli, 4, arguments))
			return 1;
		sample[i] = (double)lines * 1e9 / (bench_cpu_ns() - start);
		fclose(nowhere);
	}
	unlink(path);
	printf("replay of %lu lines: %.0f lines per second\n", lines, bench_median(sample, RUNS));
	return 0;
}
