import { formatExactTime } from '../../kit/time.js'

/** A time of the API in local time; the title has it as the API writes it. */
export const TimeText = ({ time }: { time: string }) => (
  <time dateTime={time} title={time}>
    {formatExactTime(time)}
  </time>
)
