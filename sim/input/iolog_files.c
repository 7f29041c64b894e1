/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <input/iolog_files.h>

#define FILES_MAX 1024u

/* Mostly it is the file of the line before. */
static struct bp_iolog_file *find(struct bp_iolog_files *files, const char *name)
{
	for (unsigned n = 0; n < files->count; n++) {
		unsigned i = (files->current + n) % files->count;

		if (!strcmp(files->file[i].name, name)) {
			files->current = i;
			return &files->file[i];
		}
	}
	return NULL;
}

static int add(struct bp_iolog_files *files, const struct bp_place *at, const char *name,
	       struct bp_error *err)
{
	if (files->count == FILES_MAX)
		return bp_place_error(at, err, "too many files: at most %u are allowed", FILES_MAX);
	if (!files->file)
		files->file = calloc(FILES_MAX, sizeof(*files->file));
	if (!files->file || !(files->file[files->count].name = strdup(name)))
		return bp_place_error(at, err, "out of memory");
	files->current = files->count++;
	return 0;
}

int bp_iolog_files_use(struct bp_iolog_files *files, const struct bp_place *line, const char *name,
		       enum bp_iolog_change change, struct bp_error *err)
{
	const struct bp_place at = { line->file, line->line, "file" };
	struct bp_iolog_file *file = find(files, name);

	if (change == BP_IOLOG_ADD)
		return file ? 0 : add(files, &at, name, err);
	if (!file)
		return bp_place_error(&at, err, "\"%s\" was not added before it is used", name);
	if (change != BP_IOLOG_OPEN && !file->open)
		return bp_place_error(&at, err, "\"%s\" is not open: open it before", name);
	if (change != BP_IOLOG_USE)
		file->open = change == BP_IOLOG_OPEN;
	return 0;
}

void bp_iolog_files_close(struct bp_iolog_files *files)
{
	for (unsigned i = 0; i < files->count; i++)
		files->file[i].open = false;
}

void bp_iolog_files_free(struct bp_iolog_files *files)
{
	for (unsigned i = 0; i < files->count; i++)
		free(files->file[i].name);
	free(files->file);
}
