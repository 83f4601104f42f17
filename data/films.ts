import type { FilmRecord } from '../schemas/films.js'

/** The films. Validated against their schema when the service starts. */
export const films: readonly FilmRecord[] = [
  {
    id: 1,
    title: 'A New Hope',
    episode: 4,
    director: 'George Lucas',
    producers: ['Gary Kurtz', 'Rick McCallum'],
    released: '1977-05-25',
    synopsis:
      'A farm boy, an old knight and a smuggler carry stolen plans to the rebels and rescue the princess who hid them. The plans show the one weakness of a battle station that can end a world.',
    characters: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 18, 19, 81],
    planets: [1, 2, 3],
    species: [1, 2, 3, 4, 5],
    starships: [2, 3, 5, 9, 10, 11, 12, 13],
    vehicles: [4, 6, 7, 8],
    raw: {
      title: 'A New Hope',
      episode: '4',
      director: 'George Lucas',
      producers: 'Gary Kurtz, Rick McCallum',
      released: '1977-05-25'
    }
  },
  {
    id: 2,
    title: 'The Empire Strikes Back',
    episode: 5,
    director: 'Irvin Kershner',
    producers: ['Gary Kurtz', 'Rick McCallum'],
    released: '1980-05-17',
    synopsis:
      "Driven from their icy base, the rebels scatter: one seeks a teacher in a swamp, the others a refuge in the clouds. Both find out what the Empire's enforcer wants, and who he is.",
    characters: [1, 2, 3, 4, 5, 10, 13, 14, 18, 20, 21, 22, 23, 24, 25, 26],
    planets: [4, 5, 6, 27],
    species: [1, 2, 3, 6, 7],
    starships: [3, 10, 11, 12, 15, 17, 21, 22, 23],
    vehicles: [8, 14, 16, 18, 19, 20],
    raw: {
      title: 'The Empire Strikes Back',
      episode: '5',
      director: 'Irvin Kershner',
      producers: 'Gary Kurtz, Rick McCallum',
      released: '1980-05-17'
    }
  },
  {
    id: 3,
    title: 'Return of the Jedi',
    episode: 6,
    director: 'Richard Marquand',
    producers: ['Howard G. Kazanjian', 'George Lucas', 'Rick McCallum'],
    released: '1983-05-25',
    synopsis:
      'The friends free one of their own from a crime lord, then join a last assault on a second, unfinished battle station. On board, a son bets his life that there is still good in his father.',
    characters: [1, 2, 3, 4, 5, 10, 13, 14, 16, 18, 20, 21, 22, 25, 27, 28, 29, 30, 31, 45],
    planets: [1, 5, 7, 8, 9],
    species: [1, 2, 3, 5, 6, 8, 9, 10, 15],
    starships: [2, 3, 10, 11, 12, 15, 17, 22, 23, 27, 28, 29],
    vehicles: [8, 16, 18, 19, 24, 25, 26, 30],
    raw: {
      title: 'Return of the Jedi',
      episode: '6',
      director: 'Richard Marquand',
      producers: 'Howard G. Kazanjian, George Lucas, Rick McCallum',
      released: '1983-05-25'
    }
  },
  {
    id: 4,
    title: 'The Phantom Menace',
    episode: 1,
    director: 'George Lucas',
    producers: ['Rick McCallum'],
    released: '1999-05-19',
    synopsis:
      'Two knights sent to settle a trade dispute flee an invasion with a young queen. On a desert planet they find a slave boy whose gifts may change everything.',
    characters: [
      2, 3, 10, 11, 16, 20, 21, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 46, 47, 48, 49,
      50, 51, 52, 53, 54, 55, 56, 57, 58, 59
    ],
    planets: [1, 8, 9],
    species: [1, 2, 6, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27],
    starships: [31, 32, 39, 40, 41],
    vehicles: [33, 34, 35, 36, 37, 38, 42],
    raw: {
      title: 'The Phantom Menace',
      episode: '1',
      director: 'George Lucas',
      producers: 'Rick McCallum',
      released: '1999-05-19'
    }
  },
  {
    id: 5,
    title: 'Attack of the Clones',
    episode: 2,
    director: 'George Lucas',
    producers: ['Rick McCallum'],
    released: '2002-05-16',
    synopsis:
      'A senator is hunted and the trail leads to an army of clones that nobody admits to having ordered. Her young protector breaks the rules of his order for her as war begins.',
    characters: [
      2, 3, 6, 7, 10, 11, 20, 21, 22, 33, 35, 36, 40, 43, 46, 51, 52, 53, 58, 59, 60, 61, 62, 63,
      64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 82
    ],
    planets: [1, 8, 9, 10, 11],
    species: [1, 2, 6, 12, 13, 15, 28, 29, 30, 31, 32, 33, 34, 35],
    starships: [21, 32, 39, 43, 47, 48, 49, 52, 58],
    vehicles: [4, 44, 45, 46, 50, 51, 53, 54, 55, 56, 57],
    raw: {
      title: 'Attack of the Clones',
      episode: '2',
      director: 'George Lucas',
      producers: 'Rick McCallum',
      released: '2002-05-16'
    }
  },
  {
    id: 6,
    title: 'Revenge of the Sith',
    episode: 3,
    director: 'George Lucas',
    producers: ['Rick McCallum'],
    released: '2005-05-19',
    synopsis:
      'At the end of a long war, a knight torn between fear for his wife and loyalty to his order listens to the wrong man. The Republic falls, and the twins are hidden.',
    characters: [
      1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 20, 21, 33, 35, 46, 51, 52, 53, 54, 55, 56, 58, 63, 64,
      67, 68, 75, 78, 79, 80, 81, 82, 83
    ],
    planets: [1, 2, 5, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19],
    species: [1, 2, 3, 6, 15, 19, 20, 23, 24, 25, 26, 27, 28, 29, 30, 33, 34, 35, 36, 37],
    starships: [2, 32, 48, 59, 61, 63, 64, 65, 66, 68, 74, 75],
    vehicles: [33, 50, 53, 56, 60, 62, 67, 69, 70, 71, 72, 73, 76],
    raw: {
      title: 'Revenge of the Sith',
      episode: '3',
      director: 'George Lucas',
      producers: 'Rick McCallum',
      released: '2005-05-19'
    }
  }
]
