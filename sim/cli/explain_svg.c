/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An explanation as pictures: the bios, the requests that several share, the commands of a
 * controller.  One picture has them all; a page has one for each, and the words below.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain_parts.h"
#include "draw/command_svg.h"
#include "draw/page.h"
#include "draw/picture.h"

#define PART_GAP 26

/* What a function tells of a part, as text; NULL without memory. */
static char *text_of(const struct bp_explanation *x, const struct bp_part *part,
		     void (*tell)(const struct bp_teller *, const struct bp_part *))
{
	struct bp_caught caught;
	struct bp_teller t;

	if (!bp_caught_begin(&caught))
		return NULL;
	t = bp_teller(caught.out, x);
	tell(&t, part);
	return bp_caught_end(&caught);
}

/* Each line that is not empty, without the blanks in front of it. */
static int draw_notes(struct bp_svg *svg, const struct bp_explanation *x,
		      const struct bp_part *part)
{
	struct bp_explanation brief = *x;
	char *notes;
	char *rest, *line;

	brief.verbose = false;
	rest = notes = text_of(&brief, part, bp_part_notes);
	if (!notes)
		return -ENOMEM;
	while ((line = strtok_r(rest, "\n", &rest))) {
		line += strspn(line, " ");
		if (*line)
			bp_svg_line(svg, BP_PICTURE_LEFT, svg->bottom + 2, &bp_letters_text,
				    "alarm", line);
	}
	free(notes);
	return 0;
}

static int draw_part(struct bp_svg *svg, const struct bp_explanation *x, const struct bp_part *part)
{
	const u64 page_bytes = (u64)1 << x->scenario->page_shift;
	int error = 0;

	if (part->kind == BP_PART_BIO)
		error = bp_picture_bio_svg(svg, x->story, part->index, page_bytes);
	else if (part->kind == BP_PART_REQUEST)
		error = bp_picture_request_svg(svg, x->story, part->index, page_bytes);
	else
		bp_command_svg(svg, x->nvme, &x->nvme->commands.at[part->index]);
	return error ?: draw_notes(svg, x, part);
}

static int draw_more(struct bp_svg *svg, const struct bp_explanation *x)
{
	for (unsigned kind = 0; kind < BP_PART_KINDS; kind++) {
		char *const more = text_of(x, &(struct bp_part){ .kind = kind }, bp_part_more);

		if (!more)
			return -ENOMEM;
		if (*more)
			bp_svg_line(svg, BP_PICTURE_LEFT, svg->bottom + BP_PICTURE_GAP,
				    &bp_letters_text, "faint", more);
		free(more);
	}
	return 0;
}

/* All parts below each other, each with its title. */
static int draw_all(struct bp_svg *svg, const struct bp_teller *t, const char *name)
{
	struct bp_part part;
	int error = 0;

	bp_svg_line(svg, BP_PICTURE_LEFT, 16, &bp_letters_title, NULL, name);
	for (unsigned i = 0; !error && bp_part_find(t, i, &part); i++) {
		char *const title = text_of(t->x, &part, bp_part_title);

		if (!title)
			return -ENOMEM;
		if (strncmp(title, name, strlen(title))) /* an I/O without a name is named so */
			bp_svg_line(svg, BP_PICTURE_LEFT, svg->bottom + (i ? PART_GAP : 12),
				    &bp_letters_head, NULL, title);
		error = draw_part(svg, t->x, &part);
		free(title);
	}
	return error ?: draw_more(svg, t->x);
}

/* The whole of it in words. */
static char *words_of(const struct bp_explanation *x)
{
	struct bp_caught caught;
	char *words;
	int error;

	if (!bp_caught_begin(&caught))
		return NULL;
	error = bp_explain_text(caught.out, x);
	words = bp_caught_end(&caught);
	if (!error)
		return words;
	free(words);
	return NULL;
}

int bp_explain_svg(FILE *out, const struct bp_explanation *x)
{
	const struct bp_teller t = bp_teller(out, x);
	char *const words = words_of(x);
	char *const name = text_of(x, &(struct bp_part){ 0 }, bp_part_name);
	int error = -ENOMEM;
	struct bp_svg svg;

	if (bp_svg_open(&svg) && words && name)
		error = draw_all(&svg, &t, name);
	error = error ?: bp_svg_print(&svg, out, BP_SVG_FILE, name, words);
	bp_svg_close(&svg);
	free(words);
	free(name);
	return error;
}

static int print_part(FILE *out, const struct bp_explanation *x, const struct bp_part *part)
{
	char *const title = text_of(x, part, bp_part_title);
	int error = -ENOMEM;
	struct bp_svg svg;

	if (bp_svg_open(&svg) && title)
		error = draw_part(&svg, x, part);
	if (!error) {
		bp_page_heading(out, title);
		error = bp_page_picture(out, &svg, title, "In words below.");
	}
	bp_svg_close(&svg);
	free(title);
	return error;
}

int bp_explain_html(FILE *out, const struct bp_explanation *x)
{
	const struct bp_teller t = bp_teller(out, x);
	char *const words = words_of(x);
	char *const name = text_of(x, &(struct bp_part){ 0 }, bp_part_name);
	int error = words && name ? 0 : -ENOMEM;
	struct bp_part part;

	if (!error)
		bp_page_begin(out, name);
	for (unsigned i = 0; !error && bp_part_find(&t, i, &part); i++)
		error = print_part(out, x, &part);
	if (!error) {
		bp_page_words(out, words);
		bp_page_end(out);
	}
	free(words);
	free(name);
	return error;
}
