// A fixed set of threads that share one piece of work at a time; created once, at start.
// Not a task queue: run() returns when every part is done. Builds without threads run the parts in
// order on the caller (worker_pool_inline.cpp).
#pragma once

#include <functional>
#include <memory>

namespace wordspace {

class WorkerPool {
 public:
  // num_threads counts the caller too: 1 starts no thread. Where threads cannot be had it is 1.
  explicit WorkerPool(int num_threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // How many threads run() uses at most, the caller included.
  int num_threads() const;

  // Calls part(0) .. part(num_parts - 1), each once; the caller takes its share and returns when
  // all are done. Part i always runs on thread i % num_threads(). One run at a time; not reentrant;
  // never on the interface thread of a browser. Allocates nothing.
  void run(int num_parts, const std::function<void(int)>& part);

  // The number of hardware threads that this build can use (1 where threads cannot be had).
  static int hardware_threads();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wordspace
