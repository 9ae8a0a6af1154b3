// What joins keeping to the application: the platform's store as a shelf, the place on screen as
// part of a session. Not the keeper (labs/keeper.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "labs/keeper.h"
#include "labs/lab.h"
#include "platform/platform.h"

namespace wordspace {

struct Session;

// answered: called after every answer of the store.
Shelf shelf_of(Platform& platform, std::function<void()> answered);

// The fields of labs that a session keeps, as they are now; in the order of the registry.
// at_start: what they were then, which nobody needs to keep.
void tell_fields(const std::vector<std::unique_ptr<Lab>>& labs, const Session& at_start,
                 Session& session);
void take_fields(const std::vector<std::unique_ptr<Lab>>& labs, const Session& session);

}  // namespace wordspace
