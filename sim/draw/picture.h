/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures of a story: a bio with its vectors, segments, entries and cuts; a request with its bios.
 */
#ifndef SIM_DRAW_PICTURE_H
#define SIM_DRAW_PICTURE_H

#include <stdio.h>

#include "world/story.h"

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

#endif
