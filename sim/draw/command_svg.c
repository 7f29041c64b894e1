/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "draw/command_svg.h"

#include "draw/nvme_words.h"
#include "draw/picture.h"
#include "draw/size.h"
#include "draw/words.h"

#define CARDS_IN_A_ROW 3
#define GAP 40
#define HEAD 42
#define LINE 22
#define PADDING 10
#define NAME 44
#define ADDRESS 132
#define PAGES 84
#define SIZE 54
#define WIDTH (4 * PADDING + NAME + ADDRESS + PAGES + SIZE)
#define HEAD_ROWS 5
#define TAIL_ROWS 2
#define EDGES_MAX 28 /* page edges that are told apart */

/* What stands in one place: the command, or a list. */
struct card {
	const struct bp_slot *slot;
	unsigned nr;
	struct bp_area area;
};

struct pages {
	struct bp_svg *svg;
	const struct bp_told_command *command;
	struct card card[BP_NVME_LISTS_SHOWN + 1];
	unsigned nr;
};

bool bp_command_has_sgl(const struct bp_told_command *command)
{
	return command->built.command.common.flags & NVME_CMD_SGL_ALL;
}

const char *bp_slot_name(const struct bp_told_command *command, const struct bp_slot *slot,
			 char name[BP_SLOT_NAME_MAX])
{
	if (slot->list != BP_SLOT_IN_COMMAND)
		snprintf(name, BP_SLOT_NAME_MAX, "[%u]", slot->index);
	else if (bp_command_has_sgl(command))
		snprintf(name, BP_SLOT_NAME_MAX, "SGL");
	else
		snprintf(name, BP_SLOT_NAME_MAX, "PRP%u", slot->index + 1);
	return name;
}

static bool is_shown(const struct card *card, unsigned i)
{
	return card->nr <= HEAD_ROWS + TAIL_ROWS + 1 || i < HEAD_ROWS || i >= card->nr - TAIL_ROWS;
}

static int lines_of(const struct card *card)
{
	return card->nr <= HEAD_ROWS + TAIL_ROWS + 1 ? (int)card->nr : HEAD_ROWS + TAIL_ROWS + 1;
}

/* Slots that stand in one place follow each other. */
static void deal(struct pages *p, const struct bp_slot *slot, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++) {
		if (!i || slot[i].list != slot[i - 1].list) {
			if (p->nr == bp_array_size(p->card))
				return;
			p->card[p->nr++] = (struct card){ .slot = &slot[i] };
		}
		p->card[p->nr - 1].nr++;
	}
}

/* From left to right, then the next row. */
static void place(struct pages *p, int y)
{
	int below = y;

	for (unsigned i = 0; i < p->nr; i++) {
		const int column = (int)(i % CARDS_IN_A_ROW);
		struct card *card = &p->card[i];

		if (!column)
			y = below;
		card->area = (struct bp_area){ BP_PICTURE_LEFT + column * (WIDTH + GAP), y, WIDTH,
					       HEAD + lines_of(card) * LINE + PADDING };
		below = bp_max(below, y + card->area.height + GAP);
	}
}

/* The pages that hold some bytes, as long as they are; what is used of them is filled. */
static void draw_pages(const struct pages *p, struct bp_area area, const struct bp_slot *slot)
{
	const u64 page = p->command->built.page_size;
	const u64 inside = slot->value % page;
	const u64 whole = bp_max((inside + slot->bytes + page - 1) / page, (u64)1) * page;
	const int x = area.x + (int)((double)area.width * (double)inside / (double)whole);
	const int width = (int)((double)area.width * (double)slot->bytes / (double)whole);
	char tip[80];

	snprintf(tip, sizeof(tip), "%llu bytes, from byte %llu of a page on", (ull)slot->bytes,
		 (ull)inside);
	bp_svg_box(p->svg, (struct bp_area){ x, area.y, bp_max(width, 2), area.height }, 0,
		   "vector", tip);
	bp_svg_box(p->svg, area, 0, "page", NULL);
	for (u64 edge = page; edge < whole && whole / page <= EDGES_MAX; edge += page)
		bp_svg_path(p->svg, area, "ticks", "M%d %dv%d",
			    area.x + (int)((double)area.width * (double)edge / (double)whole),
			    area.y, area.height);
}

static void draw_slot(const struct pages *p, const struct card *card, const struct bp_slot *slot,
		      int y)
{
	struct bp_area at = { card->area.x + PADDING, y, NAME, LINE };
	char name[BP_SLOT_NAME_MAX], text[BP_NVME_WORDS_MAX];

	bp_svg_text(p->svg, at, BP_SVG_LEFT, &bp_letters_text, "faint",
		    bp_slot_name(p->command, slot, name));
	at.x += NAME;
	at.width = ADDRESS;
	snprintf(text, sizeof(text), "0x%llx", (ull)slot->value);
	bp_svg_text(p->svg, at, BP_SVG_LEFT, &bp_letters_text, NULL, text);
	at.x += ADDRESS + PADDING;
	at.width = PAGES;
	if (slot->is_data) {
		const struct bp_area pages = { at.x, y + 4, PAGES, LINE - 8 };

		draw_pages(p, pages, slot);
		at.x += PAGES + PADDING;
		at.width = SIZE;
		bp_size_print(text, sizeof(text), slot->bytes);
		bp_svg_text(p->svg, at, BP_SVG_LEFT, &bp_letters_text, NULL, text);
		return;
	}
	at.width = PAGES + PADDING + SIZE - 4;
	snprintf(text, sizeof(text), "%s",
		 bp_command_has_sgl(p->command) ? bp_nvme_sgl_words(slot->type) : "list");
	bp_svg_text(p->svg, at, BP_SVG_RIGHT, &bp_letters_strong, "tip", text);
}

static void draw_head(const struct pages *p, const struct card *card, unsigned index)
{
	const struct bp_nvme_built *built = &p->command->built;
	struct bp_area line = { card->area.x + PADDING, card->area.y + 4, WIDTH - 2 * PADDING, 20 };
	char text[BP_NVME_WORDS_MAX + 40], words[BP_NVME_WORDS_MAX];

	if (!index)
		snprintf(text, sizeof(text), "%s, queue %u",
			 bp_nvme_opcode_words(built->command.common.opcode, !built->qid, words),
			 built->qid);
	else
		snprintf(text, sizeof(text), "%s %u",
			 bp_command_has_sgl(p->command) ? "segment" : "list", index);
	bp_svg_text(p->svg, line, BP_SVG_LEFT, &bp_letters_strong, NULL, text);
	line.y += 17;
	line.height = 16;
	if (!index)
		snprintf(text, sizeof(text), "%s in the 64 bytes of the command",
			 bp_command_has_sgl(p->command) ? "a descriptor" : "two addresses");
	else
		snprintf(text, sizeof(text), "%u %s at 0x%llx", card->nr,
			 bp_command_has_sgl(p->command) ? "descriptors" : "addresses",
			 (ull)card->slot->at);
	bp_svg_text(p->svg, line, BP_SVG_LEFT, &bp_letters_small, "faint", text);
}

/* From the slot that leads there to the head of the next card. */
static void draw_link(const struct pages *p, const struct card *from, int y)
{
	const struct bp_area *next = &from[1].area;
	const int x = from->area.x + WIDTH, to_y = next->y + 14;
	const struct bp_area within = { x, bp_min(y, to_y), GAP / 2, 1 };

	if (next->x > x)
		bp_svg_path(p->svg, within, "link", "M%d %dh%dV%dH%d", x - PADDING + 2, y,
			    PADDING - 2 + GAP / 2, to_y, next->x - 6);
	else
		bp_svg_path(p->svg, within, "link", "M%d %dh%dV%dH%dV%dH%d", x - PADDING + 2, y,
			    PADDING - 2 + GAP / 2, next->y - GAP / 2, next->x - 14, to_y,
			    next->x - 6);
	bp_svg_path(p->svg, within, "tip", "M%d %dl-8 -5v10z", next->x, to_y);
}

static void draw_card(const struct pages *p, unsigned index)
{
	const struct card *card = &p->card[index];
	int y = card->area.y + HEAD;
	char more[40];

	bp_svg_box(p->svg, card->area, 5, index ? "list" : "card", NULL);
	draw_head(p, card, index);
	for (unsigned i = 0; i < card->nr; i++) {
		if (is_shown(card, i)) {
			draw_slot(p, card, &card->slot[i], y);
			if (!card->slot[i].is_data && index + 1 < p->nr)
				draw_link(p, card, y + LINE / 2);
		} else if (is_shown(card, i - 1)) {
			snprintf(more, sizeof(more), "... %u more",
				 card->nr - HEAD_ROWS - TAIL_ROWS);
			bp_svg_text(p->svg,
				    (struct bp_area){ card->area.x + PADDING + NAME, y, ADDRESS,
						      LINE },
				    BP_SVG_LEFT, &bp_letters_text, "faint", more);
		} else {
			continue;
		}
		y += LINE;
	}
}

void bp_command_svg(struct bp_svg *svg, const struct bp_nvme_story *story,
		    const struct bp_told_command *command)
{
	struct pages p = { .svg = svg, .command = command };

	deal(&p, bp_list_from(&story->slots, command->first_slot), command->nr_slots);
	place(&p, svg->bottom + BP_PICTURE_GAP);
	for (unsigned i = 0; i < p.nr; i++)
		draw_card(&p, i);
}
