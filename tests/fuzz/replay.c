/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay FOLDER - plays every file of a corpus through one fuzz target, in the order of names.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static uint8_t *read_file(const char *folder, const char *name, size_t *size)
{
	char path[4096];
	uint8_t *data;
	FILE *file;
	long end;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END) || (end = ftell(file)) < 0)
		abort();
	rewind(file);
	/* Exactly as long as the data, so that the sanitizer sees a read past the end. */
	data = malloc(end ? (size_t)end : 1);
	if (!data || fread(data, 1, (size_t)end, file) != (size_t)end)
		abort();
	fclose(file);
	*size = (size_t)end;
	return data;
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct dirent **entry;
	int n = argc == 2 ? scandir(argv[1], &entry, is_input, alphasort) : -1;

	if (n < 0) {
		fprintf(stderr, "usage: replay FOLDER\n");
		return 2;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		size_t size;
		uint8_t *data = read_file(argv[1], entry[i]->d_name, &size);

		LLVMFuzzerTestOneInput(data, size);
		printf("ok %d - %s\n", i + 1, entry[i]->d_name);
		fflush(stdout);
		free(data);
		free(entry[i]);
	}
	free(entry);
	return 0;
}
