/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures of a story: a bio with its vectors, segments, entries and cuts; a request with its bios.
 */
#ifndef SIM_DRAW_PICTURE_H
#define SIM_DRAW_PICTURE_H

#include <stdio.h>

#include "draw/svg.h"
#include "world/story.h"

/* Of the parts of a picture in colours: its left edge, and what is between two parts. */
#define BP_PICTURE_LEFT 24
#define BP_PICTURE_GAP 10

/**
 * bp_picture_bio - draw a bio as it was submitted, with everything that was found in it
 * @out: stream
 * @story: the story
 * @bio: index of the bio; one without vectors has no picture
 *
 * Rows that only repeat the row above are left out.
 *
 * Return: 0 or -ENOMEM.
 */
int bp_picture_bio(FILE *out, const struct bp_story *story, unsigned bio);

/**
 * bp_picture_request - draw a request that several bios share
 * @out: stream
 * @story: the story
 * @request: index of the request
 *
 * Return: 0 or -ENOMEM.
 */
int bp_picture_request(FILE *out, const struct bp_story *story, unsigned request);

/*
 * The same in colours, below what was drawn before.  Memory shows its page edges, so many bytes
 * apart; a bio without vectors is drawn by its sectors.  0 or -ENOMEM.
 */
int bp_picture_bio_svg(struct bp_svg *svg, const struct bp_story *story, unsigned bio,
		       u64 page_bytes);
int bp_picture_request_svg(struct bp_svg *svg, const struct bp_story *story, unsigned request,
			   u64 page_bytes);

#endif
