-- Arguments: a file with one request per line, in which a tab is a line end; the number of calls of `request`
-- after which wrk stops (0: never); the required status.
local ffi = require('ffi')
ffi.cdef('int getpid(void); int kill(int pid, int signal);')

function setup(thread)
  worker = thread
end

function init(arguments)
  local requests, last, calls = {}, tonumber(arguments[2]), 0
  for line in io.lines(arguments[1]) do
    requests[#requests + 1] = line:gsub('\t', '\r\n')
  end
  function request()
    calls = calls + 1
    if calls == last then
      wrk.thread:stop()
      -- Without SIGINT, wrk reports only after its full duration.
      ffi.C.kill(ffi.C.getpid(), 2)
    end
    return requests[(calls - 1) % #requests + 1]
  end
  -- wrk counts every status from 400 itself. This function costs time, because wrk then collects the headers.
  if arguments[3] ~= '200' then
    function response(status)
      assert(tostring(status) == arguments[3], 'a response has status ' .. status)
    end
  end
  began = os.clock()
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"count":%d,"time":%d,"p50":%g,"p99":%g,"cpu":%d,"failures":{"status":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d}}',
    summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    (os.clock() - worker:get('began')) * 1e6,
    errors.status, errors.connect, errors.read, errors.write, errors.timeout))
end
