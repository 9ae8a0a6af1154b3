// The record of one step of any model, with all that the records hold.
// Not the records of the models.
#pragma once

#include "models/glove_step.h"
#include "models/word2vec_step.h"
#include "train/step_record_fwd.h"
#include "train/transformer_step.h"
